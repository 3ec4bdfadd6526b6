namespace Sync.Simulator.GenericRest;

/// <summary>How a made-up REST POS pages; each style also has its own way with times and amounts. A list that is asked for with <c>sort=-created</c> comes newest first in each.</summary>
public enum RestStyle
{
    /// <summary>Numbered pages by id, with a total; amounts in major units as texts; ISO times.</summary>
    Page,

    /// <summary>Offsets by the time of change, without a total; minor units; milliseconds since 1970.</summary>
    Offset,

    /// <summary>A cursor in the body of a POST, products nested in their parents; minor units; seconds since 1970.</summary>
    Cursor,

    /// <summary>A link to the next page, newest first; major units as numbers; day-first wall clock times of Berlin.</summary>
    NextLink,
}

/// <summary>How it wants requests signed.</summary>
public enum RestAuth
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A key in a header.</summary>
    Header,

    /// <summary>A user name and password.</summary>
    Basic,

    /// <summary>A token that does not end.</summary>
    Bearer,

    /// <summary>A token that is had for a client id and secret, and ends.</summary>
    ClientCredentials,
}
