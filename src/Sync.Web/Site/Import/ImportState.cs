namespace Sync.Web.Site.Import;

/// <summary>How far an import has come.</summary>
internal enum ImportState
{
    /// <summary>The file is here; its columns are being chosen.</summary>
    Uploaded,

    /// <summary>It is being looked through, or was.</summary>
    Previewed,

    /// <summary>It goes in.</summary>
    Importing,

    /// <summary>It is over; the file is gone, and what was rejected can be downloaded.</summary>
    Ended,
}
