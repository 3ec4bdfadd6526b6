namespace Sync.Web.Site.Import;

/// <summary>What somebody has chosen for a file.</summary>
internal sealed record ImportChoice
{
    /// <summary>Field to header; null for a field that the file does not have.</summary>
    public required IReadOnlyDictionary<string, string?> Columns { get; init; }

    /// <summary>Of times without an offset.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Of the amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>How dates are written, such as <c>dd/MM/yyyy HH:mm</c>; empty to recognise them.</summary>
    public string DateFormat { get; init; } = "";

    /// <summary>The decimal mark, <c>.</c> or <c>,</c>; empty for a point.</summary>
    public string Decimal { get; init; } = "";

    /// <summary>The sheet of a workbook; empty for the first.</summary>
    public string Sheet { get; init; } = "";
}
