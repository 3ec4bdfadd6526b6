namespace Sync.Store;

/// <summary>A document as the store holds it.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Body">Its fields.</param>
/// <param name="Version">Changes with every write that changes the document; opaque; equal for equal states only.</param>
public sealed record StoredDocument(DocumentPath Path, DocumentBody Body, string Version);
