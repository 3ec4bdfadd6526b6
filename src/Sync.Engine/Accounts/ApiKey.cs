namespace Sync.Engine.Accounts;

/// <summary>What a program may do in an org.</summary>
/// <param name="Id">The key's id, which is part of it and no secret.</param>
/// <param name="Name">What it is for, as its maker wrote.</param>
/// <param name="Scopes">What it may (<see cref="Accounts.Scopes"/>).</param>
/// <param name="By">Who made it, as people know them.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="LastUsedAt">When it was last shown, to some ten minutes; null for never.</param>
/// <param name="RevokedAt">Since when it is good no more; null where it is.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, string By, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The account of its maker, beyond whose own permissions it never goes; null where the operator made it.</summary>
    public string? Maker { get; init; }

    /// <summary>The id of the key that made it, with which it ends; null where a person did.</summary>
    public string? MakerKey { get; init; }
}
