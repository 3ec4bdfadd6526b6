using Sync.Engine.Documents;
using Sync.Store;

namespace Sync.Engine.Writing;

/// <summary>A document that must hold our fields with these values, and whatever others keep on it.</summary>
/// <param name="Path">Where.</param>
/// <param name="Owned">Our fields, without <c>updatedAt</c>, keys in ordinal order.</param>
/// <param name="OnCreate">Further fields for a document that is not there yet.</param>
/// <param name="Remove">Our fields that must be absent.</param>
/// <param name="IsNew">Whether the ledger has never heard of the document.</param>
internal sealed record Upsert(DocumentPath Path, DocumentBody Owned, DocumentBody OnCreate, IReadOnlyList<string> Remove, bool IsNew)
{
    public int Bytes => Owned.Json.Length + OnCreate.Json.Length;

    public DocumentWrite ToWrite(DocumentBody updatedAt) => IsNew
        ? DocumentWrite.Create(Path, DocumentBody.Join(DocumentBody.Join(Owned, OnCreate), updatedAt))
        : DocumentWrite.Merge(Path, DocumentBody.Join(Owned, updatedAt), Remove);

    /// <summary>The document as it will be, over what it was; without <c>updatedAt</c>.</summary>
    public DocumentBody Over(DocumentBody? before)
    {
        if (before is not { } stored) return DocumentBody.Join(Owned, OnCreate);
        var (old, own) = (stored.Read(), Owned.Read());
        return DocumentBody.Build(w =>
        {
            foreach (var name in old.Names.Where(n => !own.Has(n) && !Remove.Contains(n) && n != "updatedAt")) w.Copy(name, old.Value(name)!.Value);
            foreach (var name in own.Names) w.Copy(name, own.Value(name)!.Value);
        });
    }

    /// <summary>Whether a stored document holds our fields already.</summary>
    public bool IsIn(DocumentBody stored)
    {
        var names = Owned.Read().Names.Concat(Remove).ToHashSet();
        return stored.CanonicalOf(names).Json.Span.SequenceEqual(Owned.Canonical().Json.Span);
    }
}
