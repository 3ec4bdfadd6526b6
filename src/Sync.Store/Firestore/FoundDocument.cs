namespace Sync.Store.Firestore;

/// <summary>A document as Firestore sent it.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Body">Its fields.</param>
/// <param name="Version">Its updateTime, kept as received.</param>
internal sealed record FoundDocument(string Name, DocumentBody Body, string Version);
