using System.Diagnostics;

namespace Sync.Cli.Output;

/// <summary>The most memory this process has held.</summary>
internal static class PeakMemory
{
    /// <summary>In MiB, resident.</summary>
    public static double Mb
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return Math.Round(process.PeakWorkingSet64 / 1048576.0, 1);
        }
    }
}
