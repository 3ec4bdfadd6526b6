using System.Text.RegularExpressions;

namespace Sync.Architecture.Tests;

/// <summary>Whoever reads the log of a service of many tenants can tell whose each line is.</summary>
public sealed partial class LogTests
{
    // Lines that are of no tenant, or name theirs by other means.
    private static readonly Dictionary<string, string> Nobodys = new()
    {
        ["{Beats} scheduled syncs are still at work, so this one is left out: there are more orgs, or slower POS systems, than this service gets through in half an hour"] = "of all orgs",
        ["The scheduled sync could not run; the next one is on the half hour"] = "it failed before any org was looked up",
        ["A webhook was refused: it was sent to an address that is none"] = "there is no connection, so no tenant",
        ["A webhook of {Connector} at the app's address was refused: {Reason}"] = "it is not genuine, so of no tenant",
        ["A webhook of {Connector} at the app's address could not be stored and will be sent again: {Reason}"] = "it may be of several, and the orgs may not have been looked up",
        ["A webhook of {Connector} at the app's address: {Remark}"] = "no tenant reads its account",
        ["{Connector} asks whether the app's address is yours: enter the code {Code} there"] = "the app is the operator's",
        ["Which connections read which accounts could not be looked up; what was known serves for now: {Reason}"] = "the orgs could not be listed",
        ["Google refuses a sign-in with {Status}, {Reason}: if that is so for all, SYNC_GOOGLE_CLIENT_ID, its secret or the registered redirect address is wrong"] = "nobody is known yet",
        ["A sign-in at {Connector} was refused: {Reason}"] = "its state is not known, and so not whose it was",
        ["The webhooks that waited at the start could not be looked up, next try in {Seconds:0} s: {Detail}"] = "the orgs could not be listed",
        ["Uploaded files could not be removed"] = "the folder of all uploads could not be listed",
    };

    [Fact]
    public void GivenTheLinesThatAreLogged_WhenOneIsOfATenant_ThenItNamesTheOrg() =>
        Messages().Where(m => !m.Contains("{Org}", StringComparison.Ordinal)).Order().ShouldBe(Nobodys.Keys.Order());

    [Fact]
    public void GivenTheSources_WhenSomethingIsLogged_ThenItIsByALineOfThatKind() =>
        Sources.Where(t => OtherWays().IsMatch(t)).ShouldBe(["src/Sync.Web/Hosting/DiscreetLoggers.cs"]); // hands on what others log

    [Theory]
    [InlineData("log.LogInformation(\"it went well\")", true)]
    [InlineData("logger.Log(LogLevel.Error, 0, state, e, Text)", true)]
    [InlineData("options.Logging.SetMinimumLevel(LogLevel.Warning)", false)]
    [InlineData("services.SignIns.LogOutAsync(session)", false)]
    public void GivenACall_WhenItLogs_ThenThatIsSeen(string code, bool logs) => OtherWays().IsMatch(code).ShouldBe(logs);

    private static List<string> Messages()
    {
        var all = Sources.All.Values.SelectMany(t => Logged().Matches(t)).Select(m => m.Groups[1].Value).ToList();
        all.Count.ShouldBeGreaterThan(10);
        return all;
    }

    [GeneratedRegex("""\[LoggerMessage\([^\]]*Message = "((?:[^"\\]|\\.)*)"\)\]""")]
    private static partial Regex Logged();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(")]
    private static partial Regex OtherWays();
}
