using System.Collections.Concurrent;
using System.Net;
using Sync.ConnectorKit;
using Sync.Connectors;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>An owner types, or pastes, much too much.</summary>
public abstract partial class ConformanceTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(100_000)]
    public async Task Given_a_setting_of_very_many_letters_When_checked_and_read_Then_nothing_but_a_refusal_in_words_comes_of_it(int letters)
    {
        await using var pos = await OpenSmallAsync();
        var text = new string('a', letters);
        foreach (var field in DescriptorOf(pos).Fields.Where(f => f.Choices is null && f.Kind is SettingKind.Text or SettingKind.Url))
            foreach (var ownHost in new[] { false, true })
            {
                var given = pos.SettingsFor("customers").ToDictionary();
                if (ownHost) given["baseUrl"] = "https://pos.example";
                else given.Remove("baseUrl");
                foreach (var value in field.Kind == SettingKind.Url ? (string[])["https://" + text, "https://pos.example/" + text, "https://" + string.Join('.', text.Chunk(50).Select(c => new string(c)))] : [text])
                    (await RefusalOfAsync(pos, new Dictionary<string, string>(given) { [field.Name] = value })).ShouldBeAssignableTo<ConnectorException?>($"{field.Name}, {(ownHost ? "its own host" : "the POS's host")}");
            }
    }

    // What tells of a host that cannot be is a refusal of the settings; null where the check could be made.
    private static async Task<Exception?> RefusalOfAsync(IFakePos pos, Dictionary<string, string> given)
    {
        try
        {
            using var reading = new ConformanceReading(
                pos, new FakeTime(Start, autoAdvance: true), client: Reaching("", new ConcurrentQueue<IPEndPoint>(), _ => Public, fails: true), settings: _ => ConnectionSettings.From(DescriptorOf(pos), given));
            await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
            foreach (var stream in reading.Connector.Descriptor.Streams) await reading.ReadAsync(stream.Stream);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static ConnectorDescriptor DescriptorOf(IFakePos pos) => AllConnectors.List.Single(c => c.Descriptor.Id == pos.ConnectorId).Descriptor;
}
