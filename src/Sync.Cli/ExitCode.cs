namespace Sync.Cli;

/// <summary>What a command's end means to the script that called it.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done in part: some stream is incomplete, held, suspicious or damaged.</summary>
    public const int Partial = 1;

    /// <summary>Refused, or called wrongly; nothing was changed.</summary>
    public const int Refused = 2;

    /// <summary>Failed.</summary>
    public const int Failed = 3;
}
