using System.Text;

namespace Sync.Web.Site.Import;

/// <summary>What people call the fields of a file.</summary>
internal static class FieldLabels
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["orderId"] = "Order number",
        ["createdAt"] = "Date (and time)",
        ["time"] = "Time of day, if in a column of its own",
        ["customerId"] = "Customer number",
        ["userId"] = "User number of the customer",
        ["email"] = "E-mail address",
        ["name"] = "Name of the person, in one column",
        ["productId"] = "Product number (SKU)",
        ["productName"] = "Product name",
        ["unitPrice"] = "Price of one",
        ["lineTotal"] = "Total of the line",
        ["orderTotal"] = "Total of the order",
        ["locationId"] = "Shop or location",
        ["type"] = "Kind of sale (in store, online …)",
        ["thcPercent"] = "THC in percent",
        ["cbdPercent"] = "CBD in percent",
        ["imageUrl"] = "Picture's address",
        ["batchCost"] = "Cost of the batch",
    };

    /// <summary><c>firstName</c> is <c>First name</c>.</summary>
    public static string Of(string field)
    {
        if (Known.TryGetValue(field, out var label)) return label;
        var text = new StringBuilder();
        foreach (var c in field) _ = char.IsUpper(c) ? text.Append(' ').Append(char.ToLowerInvariant(c)) : text.Append(text.Length == 0 ? char.ToUpperInvariant(c) : c);
        return text.ToString();
    }
}
