using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;

namespace Sync.ConnectorKit;

/// <summary>What a connection check found.</summary>
/// <param name="Verdicts">One for each thing tried, the credentials first.</param>
public sealed record CheckReport(IReadOnlyList<CheckVerdict> Verdicts)
{
    /// <summary>Whether everything tried is fine.</summary>
    public bool Ok => Verdicts.All(v => v.Ok);

    /// <summary>
    /// The POS's own ids of the accounts (merchant, shop, restaurants) that the credentials reach, by which two connections to
    /// the same one are told; empty where the POS has no such thing or does not tell.
    /// </summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Why not everything is fine: what weighs most of its verdicts; null where all is.</summary>
    public CheckFailure? Failure => Ok ? null : Verdicts.Where(v => !v.Ok).Max(v => v.Failure);
}

/// <summary>Why something that was tried does not work, the weightiest last.</summary>
public enum CheckFailure
{
    /// <summary>The POS gave no answer that tells, such as one that is away: the same may go well later.</summary>
    Unanswered,

    /// <summary>Sync itself does not go to that address; nobody was asked.</summary>
    NotAsked,

    /// <summary>The POS refused it, or what it says does not go together with what was filled in.</summary>
    Refused,
}

/// <summary>What became of one thing that was tried.</summary>
/// <param name="What">Such as <c>credentials</c> or <c>orders</c>.</param>
/// <param name="Ok">Whether it works.</param>
/// <param name="Message">For the owner: what was found, or what is wrong and what to do. No secret, no credential echoed.</param>
public sealed record CheckVerdict(string What, bool Ok, string Message)
{
    /// <summary>
    /// Whether it failed by something that says nothing of the credentials, such as a POS that does not answer or a shop that is
    /// frozen: with the same ones it may go well later. Default false: they are refused, or let nothing be read.
    /// </summary>
    public bool Undecided { get; init; }

    /// <summary>Why it does not work; says nothing where it does.</summary>
    public CheckFailure Failure { get; init; } = CheckFailure.Refused;

    /// <summary>What a failure says of what was tried.</summary>
    /// <param name="what">What was tried.</param>
    /// <param name="failure">What it was refused with.</param>
    public static CheckVerdict Failed(string what, ConnectorException failure) => new(what, false, failure.OwnerMessage)
    {
        Undecided = failure is not (ReauthoriseException or FixSettingsException { Setting: OAuthFields.AccessToken }),
        Failure = failure switch
        {
            { InnerException: RefusedAddressException } => CheckFailure.NotAsked,
            ReauthoriseException or FixSettingsException => CheckFailure.Refused,
            _ => CheckFailure.Unanswered,
        },
    };

    /// <summary>Tries something: what it says is the verdict, or what it was refused with, in the owner's words.</summary>
    /// <param name="what">What is tried.</param>
    /// <param name="attempt">Tries it, and says what was found.</param>
    public static async Task<CheckVerdict> TryAsync(string what, Func<Task<string>> attempt)
    {
        try
        {
            return new CheckVerdict(what, true, await attempt().ConfigureAwait(false));
        }
        catch (ConnectorException e)
        {
            return Failed(what, e);
        }
    }
}
