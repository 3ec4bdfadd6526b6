namespace Sync.Engine.Accounts;

/// <summary>Somebody is asked to become a member.</summary>
/// <param name="Id">The invitation's id.</param>
/// <param name="Email">Who.</param>
/// <param name="Role">As what.</param>
/// <param name="By">Who asks, as people know them.</param>
/// <param name="Ends">When it is good no more.</param>
public sealed record Invitation(string Id, string Email, Role Role, string By, DateTimeOffset Ends);
