namespace Sync.Model;

/// <summary>How an e-mail address becomes a key.</summary>
public static class Email
{
    /// <summary>The address trimmed and lowercased, or null where there is none.</summary>
    public static string? Normalise(string? address)
    {
        var trimmed = address?.Trim();
        return string.IsNullOrEmpty(trimmed) ? null : trimmed.ToLowerInvariant();
    }
}
