using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Store;

namespace Sync.Engine.Writing;

/// <summary>Everything that is written for one record; it is stored whole or not at all.</summary>
internal sealed class PendingRecord
{
    /// <summary>The record's id at the POS, for messages.</summary>
    public required string Id { get; init; }

    /// <summary>The stream it came from; null for derived documents.</summary>
    public PosStream? Stream { get; init; }

    /// <summary>Puts the ledger's row back as it was, should the store refuse the record.</summary>
    public Action? Undo { get; init; }

    /// <summary>Where it is counted; null for derived documents, which count as what they derive from.</summary>
    public StreamReport? Report { get; init; }

    /// <summary>Whether it is counted as created or updated; a sale without a customer is counted as skipped instead.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Set where a full run finds that others changed what the POS did not.</summary>
    public bool Repairs { get; init; }

    /// <summary>Of the record's content, so that a refused record is not tried again until it changes.</summary>
    public StableHash Fingerprint { get; init; }

    public required IReadOnlyList<Upsert> Upserts { get; set; }

    public IReadOnlyList<DocumentPath> Deletes { get; init; } = [];

    /// <summary>An order that moves: where it stood, with what others keep on it, which goes with it; null where nothing is carried over.</summary>
    public DocumentPath? OrderFrom { get; init; }

    /// <summary>Whether it is a sale of nobody that stays where it is, and loses its buyer where that is still stored: with them goes what others keep on it.</summary>
    public bool Stripped { get; init; }

    /// <summary>Whether it counts as created (else as updated).</summary>
    public bool CountsAsCreated { get; init; }

    /// <summary>What it is an example of in the run's record; null where it is of nothing that the POS changed.</summary>
    public (PosStream Stream, SampleKind Kind)? Sample { get; init; }

    /// <summary>Called when a document that was thought new is there already.</summary>
    public Action<StoredDocument>? OnFound { get; init; }

    /// <summary>Set when the documents were found to be there already as they should be.</summary>
    public bool WasThere { get; set; }

    /// <summary>Set when a document was there already, with other content.</summary>
    public bool WasOther { get; set; }

    public int Writes => Upserts.Count + Deletes.Count;

    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var upsert in Upserts) bytes += upsert.Bytes + 300; // names and the wire's wrapping
            return bytes + Deletes.Count * 300L;
        }
    }
}
