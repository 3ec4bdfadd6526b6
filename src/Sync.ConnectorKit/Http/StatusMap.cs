using System.Globalization;
using Sync.ConnectorKit.OAuth;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// One API's table from HTTP status to what to do next. What it does not name: 429, 408 and 5xx are tried again, a
/// redirect that was not followed means another address, 402 an account that is not paid for, 410 a version of the API that
/// has ended, any other failure is a bug of ours.
/// </summary>
/// <param name="pos">The POS's name, for the owner's texts.</param>
public sealed class StatusMap(string pos)
{
    private readonly Dictionary<int, Func<StatusAnswer, ConnectorException>> rules = [];

    /// <summary>The POS's name.</summary>
    public string Pos { get; } = pos;

    /// <summary>
    /// The header in which the POS tells from when on it may be asked again, in seconds since 1970; read on a 429 that has no
    /// <c>Retry-After</c>. Null where there is none.
    /// </summary>
    public string? ResetHeader { get; init; }

    /// <summary>Says what a status means. A status that is named here is not tried again.</summary>
    public Func<StatusAnswer, ConnectorException> this[int status] { set => rules[status] = value; }

    /// <summary>Whether a status is worth another try.</summary>
    public bool Transient(int status) => !rules.ContainsKey(status) && status is 408 or 429 or >= 500;

    /// <summary>What an answer means.</summary>
    public ConnectorException ErrorFor(StatusAnswer answer) => rules.TryGetValue(answer.Status, out var make) ? make(answer) : answer.Status switch
    {
        >= 300 and < 400 => new FixSettingsException(
            OAuthFields.BaseUrl, $"{Pos} sends Sync to another address, where it does not take what is meant for this one. Check the address, and enter the new one if there is one.", answer.Line),
        402 => new FixSettingsException(
            OAuthFields.AccessToken, $"{Pos} asks for payment first: a bill of the account may be open, or its plan may not include the API. See to that at {Pos}; nothing can be read until then.", answer.Line),
        410 => new FixSettingsException(
            OAuthFields.BaseUrl, $"{Pos} has ended what Sync asks for, such as an old version of its API. Update Sync; if it is the newest already, tell who made it. Nothing was lost.", answer.Line),
        _ => new ConnectorBugException(answer.Log),
    };

    internal RetryLaterException Lost(TryAgainException last) => new(
        $"{Pos} was asked for a new sign-in and its answer was lost, so it is not known whether it counts. Sync tries again later; should {Pos} refuse then, connect again.",
        last.Message, last.Asked, last)
    {
        AnswerLost = true,
    };

    internal RetryLaterException GaveUp(TryAgainException last, string whatNext, bool attended) => new($"{Pos} {Why(last, attended)}. {whatNext}", last.Message, last.Asked, last);

    // Who waits can look what is the matter; who reads of it a run later needs no number.
    private static string Why(TryAgainException last, bool attended) => last switch
    {
        { Throttled: true } => "asks us to slow down",
        { Packed: true } => "calls its answers compressed, but they cannot be unpacked",
        { Status: { } status } when attended => $"answered with an error of its own ({status})",
        { Waited: { } waited } when attended => string.Create(CultureInfo.InvariantCulture, $"did not answer within {Math.Ceiling(waited.TotalSeconds):0} seconds"),
        _ => "does not answer properly at the moment",
    };
}
