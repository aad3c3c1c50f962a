namespace Portal.Shell;

internal static class HeadRequests
{
    /// <summary>
    /// Whatever answers GET answers HEAD: routing sees GET, the endpoint sees HEAD again (so that a download need not read
    /// its file), and the server drops the body.
    /// </summary>
    public static void UseHeadAsGet(this WebApplication app)
    {
        app.Use(
            (context, next) =>
            {
                if (!HttpMethods.IsHead(context.Request.Method))
                {
                    return next(context);
                }

                context.Request.Method = HttpMethods.Get;
                context.Items[typeof(HeadRequests)] = true;
                return next(context);
            }
        );
        app.UseRouting();
        app.Use(
            (context, next) =>
            {
                if (context.Items.ContainsKey(typeof(HeadRequests)))
                {
                    context.Request.Method = HttpMethods.Head;
                }

                return next(context);
            }
        );
    }
}
