using System.Text.Json.Nodes;

namespace Sync.Web.Tests.Rules;

/// <summary>A user of an app.</summary>
/// <param name="Name">As failures name them.</param>
/// <param name="Org">The claim <c>orgId</c>; null for none.</param>
/// <param name="Role">The claim <c>role</c>; null for none.</param>
/// <param name="SignedIn">Whether there is a token at all.</param>
internal sealed record RulesUser(string Name, string? Org, JsonNode? Role, bool SignedIn = true)
{
    /// <summary>Somebody who has not signed in.</summary>
    public static RulesUser Nobody { get; } = new("anonymous", null, null, SignedIn: false);

    /// <summary>Whether they belong to an org in one of some roles.</summary>
    public bool Is(string org, params string[] roles) => Org == org && Role is JsonValue role && role.TryGetValue<string>(out var name) && roles.Contains(name);

    /// <summary>What their token claims; null without a token.</summary>
    public JsonObject? Claims()
    {
        if (!SignedIn) return null;
        var claims = new JsonObject();
        if (Org is not null) claims["orgId"] = Org;
        if (Role is not null) claims["role"] = Role.DeepClone();
        return claims;
    }

    /// <summary>One of each kind, as seen from an org.</summary>
    public static IReadOnlyList<RulesUser> Around(string org, string other) =>
    [
        new("owner", org, "owner"), new("admin", org, "admin"), new("manager", org, "manager"), new("viewer", org, "viewer"),
        new("without role", org, null), new("unknown role", org, "cashier"), new("role in capitals", org, "OWNER"),
        new("list of roles", org, new JsonArray("owner")), new("owner of another org", other, "owner"), new("owner of no org", null, "owner"), Nobody,
    ];
}
