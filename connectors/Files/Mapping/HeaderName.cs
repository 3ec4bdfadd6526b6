namespace Sync.Connectors.Files.Mapping;

/// <summary>How headers are compared: by their letters and digits alone, whatever the case.</summary>
internal static class HeaderName
{
    /// <summary><c>Order ID</c>, <c>order_id</c> and <c>order-id</c> are all <c>orderid</c>.</summary>
    public static string Key(string header) =>
        string.Create(header.Count(char.IsLetterOrDigit), header, static (key, from) =>
        {
            var at = 0;
            foreach (var c in from)
                if (char.IsLetterOrDigit(c)) key[at++] = char.ToLowerInvariant(c);
        });
}
