namespace Portal.Testing;

public static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits for a condition that another thread or process brings about.</summary>
    /// <exception cref="TimeoutException">It did not come; the message says what.</exception>
    public static Task TrueAsync(Func<bool> condition, string what) =>
        TrueAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits for a condition that has to be asked for.</summary>
    /// <exception cref="TimeoutException">It did not come; the message says what.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"In vain: {what}");
            }

            await Task.Delay(10);
        }
    }
}
