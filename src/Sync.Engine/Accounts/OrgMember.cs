namespace Sync.Engine.Accounts;

/// <summary>An account's place in one org.</summary>
/// <param name="Account">The account's id.</param>
/// <param name="Email">Its address.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is there.</param>
/// <param name="Since">Since when.</param>
public sealed record OrgMember(string Account, string Email, string Name, Role Role, DateTimeOffset Since);
