using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.TestKit;

namespace Sync.Architecture.Tests;

/// <summary>What docs/verify-with-a-real-account.md tells its reader to change is there to be changed.</summary>
public sealed partial class VerifyPageTests
{
    private static readonly IReadOnlyList<(string Pos, string Text)> Rows =
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "verify-with-a-real-account.md"))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
            .Select(l => (l.Split('|')[1].Trim(), l)),
    ];

    [Fact]
    public void GivenTheRows_WhenTheirPosIsRead_ThenEachIsAConnector()
    {
        Rows.Count.ShouldBeGreaterThan(50);
        foreach (var (pos, text) in Rows) Connectors(pos).ShouldNotBeEmpty(text);
    }

    [Fact]
    public void GivenASettingThatARowNames_WhenTheConnectorIsRead_ThenItHasTheSettingAndTheChoice()
    {
        var named = Rows.SelectMany(r => Settings().Matches(r.Text).SelectMany(m => Ticks().Matches(m.Value).Select(t => (r.Pos, r.Text, Setting: t.Groups[1].Value.Split('='))))).ToList();
        named.Count.ShouldBeGreaterThan(20);
        foreach (var (pos, text, setting) in named)
            foreach (var field in Connectors(pos).Select(c => c.Fields.SingleOrDefault(f => f.Name == setting[0])))
            {
                field.ShouldNotBeNull(text);
                if (field.Choices is { } choices && setting.Length > 1) choices.ShouldContain(setting[1], text);
            }
    }

    [Fact]
    public void GivenACodeThatARowNames_WhenItsFileIsRead_ThenItIsThere()
    {
        var named = Rows.SelectMany(r => Places().Matches(r.Text).Select(m => (r.Text, What: m.Groups[1].Value, File: m.Groups[2].Value))).ToList();
        named.ShouldNotBeEmpty();
        foreach (var (text, what, file) in named) Sources.All.GetValueOrDefault(file).ShouldNotBeNull(text).ShouldContain(what, Case.Sensitive, text);
    }

    private static List<ConnectorDescriptor> Connectors(string pos) =>
    [
        .. AllConnectors.List.Select(c => c.Descriptor).Where(d => pos.Split(", ").Any(
            name => d.DisplayName.StartsWith(name, StringComparison.Ordinal) || d.Id == name.ToLowerInvariant())),
    ];

    // "setting `a=b`", "settings `a`, `b`"; the org's own settings are no connector's.
    [GeneratedRegex("settings? (`[^`]+`(, | or )?)+(?! of the org)")]
    private static partial Regex Settings();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticks();

    [GeneratedRegex("`([A-Za-z_]+)` in `(connectors/[A-Za-z/]+\\.cs)`")]
    private static partial Regex Places();
}
