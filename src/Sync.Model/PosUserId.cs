namespace Sync.Model;

/// <summary>How the id under which a POS names a buyer becomes a key.</summary>
public static class PosUserId
{
    /// <summary>The id trimmed and without the braces that some POS systems put around it, or null where there is none.</summary>
    public static string? Normalise(string? id)
    {
        var bare = id?.Trim().Trim('{', '}').Trim();
        return string.IsNullOrEmpty(bare) ? null : bare;
    }
}
