using Sync.Engine.Accounts;

namespace Sync.Web.Site.Settings;

/// <summary>The org's API keys.</summary>
/// <param name="Site">The page.</param>
/// <param name="Keys">The keys, revoked ones too.</param>
/// <param name="Scopes">The scopes that whoever looks may give, each with what it allows.</param>
public sealed record KeysModel(SiteContext Site, IReadOnlyList<ApiKey> Keys, IReadOnlyList<(string Name, string Allows)> Scopes)
{
    /// <summary>The org's members: no key may more than whoever made it.</summary>
    public IReadOnlyList<OrgMember> Members { get; init; } = [];

    /// <summary>The scopes of a good key that count no more, since its maker may less than when they made it.</summary>
    public IReadOnlyList<string> LostBy(ApiKey key) => key.RevokedAt is null ? [.. key.Scopes.Except(ApiKeyDirectory.EffectiveScopesOf(key, Members))] : [];

    /// <summary>What was wrong; null for nothing.</summary>
    public string? Wrong { get; init; }

    /// <summary>What was wrong with the name; null for nothing.</summary>
    public string? WrongName { get; init; }

    /// <summary>What was typed as the name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What was ticked.</summary>
    public IReadOnlyList<string> Ticked { get; init; } = [];

    /// <summary>The key that was just made, in clear; null where none was.</summary>
    public string? Made { get; init; }
}
