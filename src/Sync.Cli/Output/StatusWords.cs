using Sync.Engine.Queries;

namespace Sync.Cli.Output;

/// <summary>How a connection stands, in a word that programs may compare.</summary>
internal static class StatusWords
{
    /// <summary>The word.</summary>
    public static string Of(ConnectionState state) => state switch
    {
        ConnectionState.UpToDate => "up_to_date",
        ConnectionState.Partial => "partial",
        ConnectionState.Held => "held",
        ConnectionState.Failed => "failed",
        ConnectionState.ReconnectNeeded => "reconnect_needed",
        ConnectionState.NeverRun => "never_run",
        ConnectionState.Unconfirmed => "unconfirmed",
        ConnectionState.Paused => "paused",
        ConnectionState.Removing => "removing",
        ConnectionState.CutOff => "cut_off",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "There is no word for this."),
    };

    /// <summary>Whether somebody did something or has yet to do it, so that it has to be told though it was never run.</summary>
    public static bool Waits(ConnectionState state) => state is ConnectionState.Unconfirmed or ConnectionState.Paused or ConnectionState.Removing or ConnectionState.CutOff;

    /// <summary>That sentence; null where it is read.</summary>
    public static string? Why(ConnectionState state) => state switch
    {
        ConnectionState.Unconfirmed => "unconfirmed: nothing is read until somebody has finished connecting it on the site",
        ConnectionState.Paused => "paused: nothing is read until it is resumed on the site",
        ConnectionState.Removing => "being removed with all that came from it",
        _ => null,
    };
}
