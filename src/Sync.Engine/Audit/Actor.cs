namespace Sync.Engine.Audit;

/// <summary>Who does something.</summary>
/// <param name="Kind"><c>member</c>, <c>key</c> (an API key), <c>operator</c> (whoever runs <c>possync</c>) or <c>service</c>.</param>
/// <param name="Id">The account's or key's id; empty for the others.</param>
/// <param name="Name">As people know them: an address, a key's name, a user of the machine.</param>
public sealed record Actor(string Kind, string Id, string Name)
{
    /// <summary>The account that answers for what is done: a member's own, the maker's of a key; null for the others and keys of the operator's.</summary>
    public string? Account { get => field ?? (Kind == "member" ? Id : null); init; }

    /// <summary>Whoever runs <c>possync</c> on the service's machine, by the name that the machine knows them by where it knows one.</summary>
    public static Actor Operator { get; } = new("operator", "", Environment.UserName is { Length: > 0 } user ? $"possync ({user})" : "possync");

    /// <summary>The service by itself, such as on a schedule.</summary>
    public static Actor Service { get; } = new("service", "", "Sync");
}
