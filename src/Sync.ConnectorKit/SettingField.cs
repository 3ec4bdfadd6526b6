namespace Sync.ConnectorKit;

/// <summary>One thing that the owner fills in.</summary>
/// <param name="Name">The key, such as <c>baseUrl</c>.</param>
/// <param name="Label">What the form calls it.</param>
/// <param name="Help">One sentence: what it is and where to find it.</param>
public sealed record SettingField(string Name, string Label, string Help)
{
    /// <summary>Encrypted at rest and never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>Whether Sync fills it in by itself, such as when a token ends; no form asks for it.</summary>
    public bool Managed { get; init; }

    /// <summary>What holds where it is not given.</summary>
    public string? Default { get; init; }

    /// <summary>The values it may take; null for any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>What else it must look like; null for any text.</summary>
    public SettingKind Kind { get; init; } = SettingKind.Text;

    /// <summary>
    /// Whether it decides, alone or with others, which host secrets are sent to: changed, those that were saved are asked for anew. An address does
    /// by itself; said of what an address is made of, such as a shop's name or a region.
    /// </summary>
    public bool DecidesWhere { get => field || Kind == SettingKind.Url; init; }

    /// <summary>Says in the owner's words what is wrong with a value, beyond its kind: null where nothing is. Null for a field of which the kind says all.</summary>
    public Func<string, string?>? Fault { get; init; }
}

/// <summary>What a setting must look like.</summary>
public enum SettingKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>An absolute http or https address.</summary>
    Url,

    /// <summary>A whole number from 0 to 100,000.</summary>
    Number,

    /// <summary>A text of many lines.</summary>
    Document,
}
