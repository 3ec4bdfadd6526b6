using Sync.ConnectorKit;

namespace Sync.Connectors.Files.Mapping;

/// <summary>Finds out which column is which: what the mapping file says goes first, known headers fill in the rest.</summary>
internal sealed class ColumnRecogniser
{
    private readonly IReadOnlyList<string> headers;
    private readonly ILookup<string, int> byKey;
    private readonly Dictionary<FileField, int> found = [];

    private ColumnRecogniser(IReadOnlyList<string> headers)
    {
        this.headers = headers;
        byKey = Enumerable.Range(0, headers.Count).Where(i => headers[i].Length > 0).ToLookup(i => HeaderName.Key(headers[i]));
    }

    /// <summary>The column of each field that the file has.</summary>
    /// <exception cref="FixSettingsException">A column that is asked for is not there, or is there twice, or too few are there.</exception>
    public static IReadOnlyDictionary<FileField, int> Recognise(IReadOnlyList<string> headers, FileKind kind, MappingFile mapping)
    {
        var found = Find(headers, kind, mapping);
        RequiredColumns.Check(found, headers, kind);
        return found;
    }

    /// <summary>The same, be they enough or not.</summary>
    /// <exception cref="FixSettingsException">A column that is asked for is not there, or is there twice.</exception>
    public static IReadOnlyDictionary<FileField, int> Find(IReadOnlyList<string> headers, FileKind kind, MappingFile mapping)
    {
        var recogniser = new ColumnRecogniser(headers);
        recogniser.TakeGiven(mapping);
        recogniser.TakeKnown(kind, mapping);
        if (kind == FileKind.Orders) recogniser.PreferOrderTotal(mapping);
        return recogniser.found;
    }

    private void TakeGiven(MappingFile mapping)
    {
        foreach (var (field, header) in mapping.Columns)
        {
            if (header is null) continue;
            var exact = Enumerable.Range(0, headers.Count).Where(i => headers[i] == header.Trim()).ToList();
            var columns = exact.Count > 0 ? exact : [.. byKey[HeaderName.Key(header)]];
            if (columns.Count == 0)
                throw WrongFile.Map($"The mapping file says that {field.MappingName()} is in the column '{header}', but the file has only: {Named(headers)}.");
            found[field] = Only(columns, field);
        }
    }

    private void TakeKnown(FileKind kind, MappingFile mapping)
    {
        foreach (var (field, names) in KnownHeaders.Of(kind))
        {
            if (mapping.Columns.ContainsKey(field)) continue;
            var columns = names.Prepend(HeaderName.Key(field.ToString()))
                .Select(name => byKey[name].Except(found.Values).ToList())
                .FirstOrDefault(c => c.Count > 0);
            if (columns is not null) found[field] = Only(columns, field);
        }
    }

    /// <summary>An "amount" in a file that names no goods is what the order came to.</summary>
    private void PreferOrderTotal(MappingFile mapping)
    {
        if (mapping.Columns.ContainsKey(FileField.LineTotal) || mapping.Columns.ContainsKey(FileField.OrderTotal)) return;
        FileField[] goods = [FileField.ProductId, FileField.ProductName, FileField.Quantity, FileField.UnitPrice, FileField.OrderTotal];
        if (!goods.Any(found.ContainsKey) && found.Remove(FileField.LineTotal, out var column)) found[FileField.OrderTotal] = column;
    }

    private int Only(List<int> columns, FileField field) => columns.Count == 1
        ? columns[0]
        : throw WrongFile.Map($"The header '{headers[columns[0]]}' stands {columns.Count} times in the file, so it is not clear which one is {field.MappingName()}. "
            + "Rename one of them, or say in a mapping file which other column to take.");

    private static string Named(IEnumerable<string> headers) => string.Join(", ", headers.Select(h => $"'{h}'"));
}
