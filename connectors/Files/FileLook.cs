namespace Sync.Connectors.Files;

/// <summary>What a first look at a file shows: enough to let somebody choose which column is which.</summary>
/// <param name="Format"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Headers">The headers, in the file's order.</param>
/// <param name="FirstRow">The cells of the first row that holds anything, one for each header; empty where there is none.</param>
/// <param name="Fields">The fields that a file of its kind may have, as a mapping file names them.</param>
/// <param name="Columns">Field to header, as far as is understood.</param>
/// <param name="Missing">What no column is known to hold and must be, such as <c>an order id</c>, each with the fields of which any would do.</param>
/// <param name="Wrong">Why the columns could not be understood; null where they could.</param>
public sealed record FileLook(
    string Format,
    IReadOnlyList<string> Headers,
    IReadOnlyList<string> FirstRow,
    IReadOnlyList<string> Fields,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<(string What, IReadOnlyList<string> Any)> Missing,
    string? Wrong)
{
    /// <summary>The sheets of a workbook, the one that is read first; none of a text.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];
}
