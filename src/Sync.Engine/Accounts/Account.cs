namespace Sync.Engine.Accounts;

/// <summary>Somebody who can sign in.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="Email">The address, in lower case; one account for each.</param>
/// <param name="Name">As the person writes it; the address where they have not.</param>
public sealed record Account(string Id, string Email, string Name)
{
    /// <summary>The orgs that the account is or was a member of. What it may there, the member's document says.</summary>
    public IReadOnlyList<string> Orgs { get; init; } = [];

    /// <summary>The password's hash, as ASP.NET Core's hasher writes it; null where the account signs in elsewhere only.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>
    /// Whether somebody has shown, by an issuer's word, that the address is theirs. Before that an account is of whoever held the link
    /// that made it, which whoever invited them held too.
    /// </summary>
    public bool Proved { get; init; }

    /// <summary>Changes with the password: sessions begun before are over.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>The link for a new password that was made for it; null where none is open.</summary>
    internal PasswordReset? Reset { get; init; }

    internal string? Version { get; init; }
}
