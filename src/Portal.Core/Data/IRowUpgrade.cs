namespace Portal.Data;

/// <summary>
/// Brings rows to the schema that migrations made: what SQL cannot reckon. Run at every start, after the migrations and
/// before anything else; quick when there is nothing to do.
/// </summary>
public interface IRowUpgrade
{
    Task RunAsync(PortalDb db, CancellationToken cancellationToken);
}
