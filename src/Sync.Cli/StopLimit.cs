namespace Sync.Cli;

/// <summary>How long a command that is told to stop may take to come to a safe point.</summary>
internal static class StopLimit
{
    /// <summary>For the syncs of <c>serve</c>.</summary>
    public static TimeSpan Syncs { get; } = TimeSpan.FromSeconds(20);

    /// <summary>For any command, before the process ends regardless; longer, so that it never cuts the one above.</summary>
    public static TimeSpan Whole { get; } = TimeSpan.FromSeconds(25);
}
