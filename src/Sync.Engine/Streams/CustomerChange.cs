using Sync.Store;

namespace Sync.Engine.Streams;

/// <summary>A customer's POS fields that wait to be written, together with what is derived for them.</summary>
/// <param name="Id">The POS's id.</param>
/// <param name="Base">The POS's fields.</param>
/// <param name="OnCreate">Further fields of a document that is not there yet.</param>
/// <param name="Remove">Fields that the POS has no longer.</param>
/// <param name="IsNew">Whether the ledger has never heard of it.</param>
/// <param name="Repairs">Whether others had changed the document.</param>
internal sealed record CustomerChange(string Id, DocumentBody Base, DocumentBody OnCreate, IReadOnlyList<string> Remove, bool IsNew, bool Repairs);
