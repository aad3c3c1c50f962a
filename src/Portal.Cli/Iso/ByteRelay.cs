using Portal.Protocol.Client;

namespace Portal.Cli.Iso;

/// <summary>Passes on how many bytes of a known number are done.</summary>
internal sealed class ByteRelay(IProgress<TransferProgress> progress, long total) : IProgress<long>
{
    public void Report(long value) => progress.Report(new TransferProgress(value, total));
}
