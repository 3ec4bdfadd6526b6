using Sync.Engine.Runs;

namespace Sync.Web.Site.Import;

/// <summary>An import: previewed, under way, or over.</summary>
/// <param name="Site">The page.</param>
/// <param name="Address">The import's address.</param>
/// <param name="FileName">The file's name.</param>
public sealed record ImportModel(SiteContext Site, string Address, string FileName)
{
    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>Whether it had begun to go in and was cut off.</summary>
    public bool CutOff { get; init; }

    /// <summary>What it did, or would do; null where nothing is known yet.</summary>
    public ImportResultModel? Result { get; init; }

    /// <summary>How far a run has come; empty where nothing is told.</summary>
    public IReadOnlyList<RunProgress> Stages { get; init; } = [];

    /// <summary>Whether there is a file of rejected rows, and whoever looks may have it.</summary>
    public bool HasRejects { get; init; }

    /// <summary>How long it took.</summary>
    public string Duration { get; init; } = "";
}
