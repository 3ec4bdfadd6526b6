using Sync.ConnectorKit;
using Sync.Engine.Connections;

namespace Sync.Web.Connect;

/// <summary>What people are told on the way.</summary>
internal static class ConnectPages
{
    private const string BeginAgain = "Begin again: on the site under Connect, or with the link that you were given.";

    /// <summary>The same for every reason: who forges a state learns nothing.</summary>
    public static Page BadState { get; } = new(400, "This sign-in is over",
        ["It was used already, took longer than ten minutes, or was begun in another browser. Nothing was changed.", BeginAgain])
    {
        Way = ("/", "To the site"),
    };

    /// <summary>A page that leads whoever began on the site back there.</summary>
    public static Page ForSite(Page page, ConnectAsk ask) => ask.By is null || page.Way is not null ? page
        : page with { Way = (ConnectLinks.Form(ask.Org, ask.Connector, ask.Connection), "Back to Connect") };

    /// <summary>For somebody who may connect nothing here any more.</summary>
    public static Page NotYours { get; } = new(403, "You may not connect this", ["Your role in this org does not let you connect POS systems. Ask an owner or admin. Nothing was changed."]);

    /// <summary>For a browser in which somebody's sign-in does not go on, since they are not signed in to the site there.</summary>
    public static Page NotSignedIn(ConnectAsk ask, string email, string orgName) => new(403, "Sign in to the site first",
        [
            $"This connects a POS to {orgName}, as {email} has asked for. In this browser {email} is not signed in to Sync. Nothing was saved.",
            $"If that is you: sign in as {email}, open Connect and begin again there.",
            $"If somebody sent you here, do not sign in at your POS for them: {orgName} would read your customers and orders.",
        ])
    {
        Way = ("/sign-in?next=" + Uri.EscapeDataString(ConnectLinks.Form(ask.Org, ask.Connector, ask.Connection)), "Sign in"),
    };

    /// <summary>For whoever holds a link of the operator's, before they go to the POS.</summary>
    public static Page LetsIn(string pos, ConnectAsk ask, string orgName, string address) => new(200, $"Connect {pos} to {orgName}",
        [
            $"Whoever goes on and signs in at {pos} lets {orgName} ('{ask.Org}' in Sync) read that account: its customers, orders and products, from now on.",
            "Go on if that is your shop. Otherwise close this page; nothing was changed.",
        ])
    {
        Way = (address, $"Continue to {pos}"),
    };

    public static Page Unknown(string what) => new(404, "Not found", [what]);

    public static Page Wrong(string what) => new(400, "This cannot be connected", [what, "Nothing was changed."]);

    public static Page NotBelieved(string pos) => new(400, "This answer is not believed",
        [$"It does not look like one of {pos}'s own, or it is too old. Nothing was changed.", BeginAgain]);

    public static Page Denied(string pos, string? error) => error == "access_denied"
        ? new Page(400, "Not allowed", [$"You did not allow Sync to read at {pos}, so nothing was connected.", "If that was a mistake, begin again."])
        : new Page(400, "Not connected", [$"{pos} ended the sign-in without an answer that can be used, so nothing was connected.", BeginAgain]);

    public static Page Failed(ConnectorException e) => new(e is RetryLaterException or ConnectorBugException ? 502 : 400, "Not connected",
        [e.OwnerMessage, "Nothing was saved.", BeginAgain]);

    /// <summary>For somebody whose link is over; what the link says of itself is not proved, so nothing but words comes of it.</summary>
    public static Page Forbidden(ConnectAsk? ask) => new(403, "This link is not good any more",
        [
            "A link that leads to your POS is good for 15 minutes; this one is older, or not whole. Nothing was changed.",
            "Sign in to the site, open Connect, choose your POS and press the sign-in button there: that makes a new one.",
            "If you have no account on the site, ask whoever runs Sync for a new link. They make one with:",
        ])
    {
        Command = ask is null ? "possync connect ORG CONNECTOR --oauth" : ConnectLinks.Command(ask.Org, ask.Connector, ask.Connection),
        Way = ask is null ? ("/", "To the site") : (ConnectLinks.Form(ask.Org, ask.Connector, ask.Connection), "To Connect on the site"),
    };

    /// <param name="pos">The POS's name.</param>
    /// <param name="ask">What was asked for.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="before">The connection as it was before; null for a new one.</param>
    public static Page Done(string pos, ConnectAsk ask, SignInOutcome outcome, Connection? before)
    {
        var waits = ask.By is not null && before is { Unconfirmed: true };
        var paused = before is { Unconfirmed: false, Active: false };
        var (status, title, what) = outcome.Result switch
        {
            SignInResult.Saved => (200, $"{pos} is connected", $"Connection '{ask.Connection}' of '{ask.Org}' is saved. {(paused ? "It is paused: nothing reads it before somebody resumes it" : "The next sync reads it")}; you can close this page."),
            SignInResult.SavedUnread => (200, $"{pos} is signed in to again, but could not be read",
                $"Connection '{ask.Connection}' of '{ask.Org}' keeps what {pos} granted just now, since that may have ended what it was granted before. {Next(waits, paused)}"),
            SignInResult.Unread => (502, "Not connected", $"{pos} could not be read just now, so nothing was saved. Wait a few minutes. {BeginAgain}"),
            _ => (400, "Not connected", $"{pos} gave a sign-in that does not work, so nothing was saved."),
        };
        return new Page(status, title, [what, outcome.Report.Ok ? "This was tried:" : "This was tried; what is marked needs your attention:"])
        {
            List = [.. outcome.Report.Verdicts.Select(v => ((v.Ok ? "✓ " : "✗ ") + v.What, v.Message))],
            Way = waits && outcome.Result == SignInResult.SavedUnread ? (ConnectLinks.Confirm(ask.Org, ask.Connection), "Look at what is found") : null,
        };
    }

    // No sync reads what nobody has confirmed, nor what is paused.
    private static string Next(bool waits, bool paused) => (waits, paused) switch
    {
        (true, _) => "Nothing is read before you have seen what is found and confirmed it: wait a few minutes, then go on below.",
        (_, true) => "It is paused, so no sync reads it before somebody resumes it on its page; you can close this page.",
        _ => "The next sync tries to read it, and the status page shows how that went; you can close this page.",
    };
}
