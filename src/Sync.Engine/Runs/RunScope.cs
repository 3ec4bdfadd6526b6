namespace Sync.Engine.Runs;

/// <summary>How much a run takes on trust.</summary>
internal enum RunScope
{
    /// <summary>The ledger is believed, and streams are read from their cursors.</summary>
    Usual,

    /// <summary>
    /// The ledger is made anew from what is stored, because a run died before it could bring the two in step; streams are read
    /// from their cursors, which a run that died has not moved.
    /// </summary>
    Recovery,

    /// <summary>Neither ledger nor cursors are believed: it is asked for, or a part of the ledger is lost.</summary>
    Full,
}
