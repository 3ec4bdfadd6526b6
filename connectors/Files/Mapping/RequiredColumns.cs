namespace Sync.Connectors.Files.Mapping;

/// <summary>What a file must have for its rows to mean anything.</summary>
internal static class RequiredColumns
{
    public static void Check(IReadOnlyDictionary<FileField, int> found, IReadOnlyList<string> headers, FileKind kind)
    {
        switch (kind)
        {
            case FileKind.Orders:
                Need("an order id", FileField.OrderId);
                Need("the time of the order", FileField.CreatedAt);
                Need("a price or a total", FileField.UnitPrice, FileField.LineTotal, FileField.OrderTotal);
                break;
            case FileKind.Customers:
                Need("a customer id", FileField.CustomerId);
                break;
            default:
                Need("a product id", FileField.ProductId);
                Need("the name of the product", FileField.ProductName);
                break;
        }

        void Need(string what, params FileField[] any)
        {
            if (any.Any(found.ContainsKey)) return;
            throw WrongFile.Map($"No column of the file is known to hold {what}. Its headers are: {Shown(headers)}. "
                + $"Check that this is a file of {kind.ToString().ToLowerInvariant()}, or name the column in a mapping file, "
                + $"such as {{\"{any[0].MappingName()}\":\"{headers.FirstOrDefault("")}\"}}.");
        }
    }

    // A binary file that slips through has a "header" of any length.
    private static string Shown(IReadOnlyList<string> headers)
    {
        var text = string.Join(", ", headers.Take(60).Select(h => $"'{(h.Length > 60 ? h[..60] + "…" : h)}'"));
        return headers.Count > 60 ? text + ", …" : text;
    }
}
