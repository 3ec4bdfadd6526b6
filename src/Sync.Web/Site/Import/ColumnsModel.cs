namespace Sync.Web.Site.Import;

/// <summary>Which column of a file is which.</summary>
/// <param name="Site">The page.</param>
/// <param name="Address">The import's address.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="As">What its rows are.</param>
/// <param name="Headers">Its headers, each with the cell of the first row.</param>
/// <param name="Fields">The fields, each with the header chosen; empty for none.</param>
public sealed record ColumnsModel(
    SiteContext Site, string Address, string FileName, string As, IReadOnlyList<(string Header, string First)> Headers, IReadOnlyList<(string Field, string Label, string Chosen)> Fields)
{
    /// <summary>Of times without an offset.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Of the amounts.</summary>
    public string Currency { get; init; } = "";

    /// <summary>How dates are written; empty to recognise them.</summary>
    public string DateFormat { get; init; } = "";

    /// <summary>The decimal mark; empty for a point.</summary>
    public string Decimal { get; init; } = "";

    /// <summary>The sheet; empty for the first.</summary>
    public string Sheet { get; init; } = "";

    /// <summary>Whether it is a workbook.</summary>
    public bool Workbook { get; init; }

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>What still has to be chosen, each with the fields of which any would do.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The names of the time zones that there are.</summary>
    public IReadOnlyList<string> Zones { get; init; } = [];
}
