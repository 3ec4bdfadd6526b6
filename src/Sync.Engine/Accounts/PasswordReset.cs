namespace Sync.Engine.Accounts;

/// <summary>A link for a new password that was made and not used.</summary>
/// <param name="Hash">What is kept of its token.</param>
/// <param name="Ends">When it is good no more.</param>
public sealed record PasswordReset(string Hash, DateTimeOffset Ends);
