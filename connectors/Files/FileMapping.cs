namespace Sync.Connectors.Files;

/// <summary>How the columns of a file were understood: what a dry run prints before anything is stored.</summary>
/// <param name="As">What the rows are: <c>orders</c>, <c>customers</c> or <c>products</c>.</param>
/// <param name="Format"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Delimiter">What separates the cells of a CSV file; null for a workbook.</param>
/// <param name="Columns">Field (as a mapping file names it) to column header, in the order of the fields.</param>
/// <param name="Unmapped">The headers that no field takes, in the file's order; their cells are left out.</param>
public sealed record FileMapping(
    string As,
    string Format,
    char? Delimiter,
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlyList<string> Unmapped);
