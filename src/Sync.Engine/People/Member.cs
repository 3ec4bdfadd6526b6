namespace Sync.Engine.People;

/// <summary>A customer of one connection who may be somebody of another one.</summary>
/// <param name="Connection">The connection's place in the org's list, from 0.</param>
/// <param name="Key">The id as documents state it.</param>
/// <param name="Email">The address, lowercased; null for none.</param>
/// <param name="Phone">The number in E.164 form; null where it cannot be told.</param>
internal sealed record Member(int Connection, string Key, string? Email, string? Phone);
