using Sync.ConnectorKit;

namespace Sync.Web.Connect;

/// <summary>What became of a sign-in that the POS has granted.</summary>
/// <param name="Result">The result.</param>
/// <param name="Report">What was tried with it.</param>
internal sealed record SignInOutcome(SignInResult Result, CheckReport Report);

/// <summary>How a sign-in ends.</summary>
internal enum SignInResult
{
    /// <summary>The connection is saved and can be read.</summary>
    Saved,

    /// <summary>A connection that was there keeps what was granted, though it cannot be read now.</summary>
    SavedUnread,

    /// <summary>What was granted is refused, so nothing was saved.</summary>
    Refused,

    /// <summary>There was no such connection, and it cannot be read now, so nothing was saved.</summary>
    Unread,
}
