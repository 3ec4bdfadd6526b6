namespace Sync.Connectors.Files.Mapping;

/// <summary>What a file must have for its rows to mean anything.</summary>
internal static class RequiredColumns
{
    private static readonly Dictionary<FileKind, (string What, FileField[] Any)[]> ByKind = new()
    {
        [FileKind.Orders] =
        [
            ("an order id", [FileField.OrderId]),
            ("the time of the order", [FileField.CreatedAt]),
            ("a price or a total", [FileField.UnitPrice, FileField.LineTotal, FileField.OrderTotal]),
        ],
        [FileKind.Customers] = [("a customer id", [FileField.CustomerId])],
        [FileKind.Products] = [("a product id", [FileField.ProductId]), ("the name of the product", [FileField.ProductName])],
    };

    /// <summary>What is missing, each with the fields of which any would do.</summary>
    public static IEnumerable<(string What, FileField[] Any)> Missing(IReadOnlyDictionary<FileField, int> found, FileKind kind) =>
        ByKind[kind].Where(need => !need.Any.Any(found.ContainsKey));

    /// <exception cref="ConnectorKit.FixSettingsException">Something is missing.</exception>
    public static void Check(IReadOnlyDictionary<FileField, int> found, IReadOnlyList<string> headers, FileKind kind)
    {
        foreach (var (what, any) in Missing(found, kind))
            throw WrongFile.Map($"No column of the file is known to hold {what}. Its headers are: {Shown(headers)}. "
                + $"Check that this is a file of {kind.ToString().ToLowerInvariant()}, or name the column in a mapping file, "
                + $"such as {{\"{any[0].MappingName()}\":\"{headers.FirstOrDefault("")}\"}}.");
    }

    // A binary file that slips through has a "header" of any length.
    private static string Shown(IReadOnlyList<string> headers)
    {
        var text = string.Join(", ", headers.Take(60).Select(h => $"'{(h.Length > 60 ? h[..60] + "…" : h)}'"));
        return headers.Count > 60 ? text + ", …" : text;
    }
}
