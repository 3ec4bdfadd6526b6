namespace Sync.Model;

/// <summary>A tenant's id: 1 to 64 letters, digits, <c>-</c> or <c>_</c>, beginning with a letter or digit.</summary>
public readonly record struct OrgId
{
    private readonly string? value;

    private OrgId(string value) => this.value = value;

    /// <summary>The id as text.</summary>
    public string Value => value ?? throw new InvalidOperationException("An OrgId was used that was never set.");

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not an org id; the message says what one looks like.</exception>
    public static OrgId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not an org id: use 1 to 64 letters, digits, '-' or '_', beginning with a letter or digit.");

    /// <summary>Reads an id; false where the text is none.</summary>
    public static bool TryParse(string? text, out OrgId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text) || text.Length > 64 || !char.IsAsciiLetterOrDigit(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        id = new OrgId(text);
        return true;
    }

    /// <summary>The id as text.</summary>
    public override string ToString() => value ?? "";
}
