namespace Sync.Web.Site.Import;

/// <summary>One file that somebody brings in.</summary>
internal sealed record ImportJob
{
    /// <summary>The file's name as its owner has it; never a path of ours.</summary>
    public required string FileName { get; init; }

    /// <summary>What its rows are: <c>orders</c>, <c>customers</c> or <c>products</c>.</summary>
    public required string As { get; init; }

    /// <summary>The account or key that brought it, and alone may go on with it.</summary>
    public required string OwnerId { get; init; }

    /// <summary>When it was brought.</summary>
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>How large it is.</summary>
    public long Bytes { get; init; }

    /// <summary>How far it has come.</summary>
    public ImportState State { get; init; }

    /// <summary>Whether a program brought it: it is told of its mapping and not of a page, and brings a file that failed again.</summary>
    public bool ByProgram { get; init; }

    /// <summary>What was chosen; null before.</summary>
    public ImportChoice? Choice { get; init; }
}
