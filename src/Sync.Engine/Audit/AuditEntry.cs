namespace Sync.Engine.Audit;

/// <summary>Somebody did something.</summary>
/// <param name="Id">The entry's id; later ones are greater.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What, such as <c>connection.saved</c>.</param>
/// <param name="Subject">To what or whom.</param>
/// <param name="Detail">More of it; empty for nothing. Never a secret.</param>
public sealed record AuditEntry(string Id, DateTimeOffset At, Actor Actor, string Action, string Subject, string Detail);
