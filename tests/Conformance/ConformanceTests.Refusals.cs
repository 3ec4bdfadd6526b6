using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What the POS does not let a connection do: the owner is told which entry is wrong or which permission is missing.</summary>
public abstract partial class ConformanceTests
{
    private const string Wrong = "wr0ng-and-never-to-be-seen-";

    /// <summary>The streams that cannot be read where the permission for one is missing: that one, and what shares it.</summary>
    protected virtual IReadOnlyList<PosStream> LostWith(PosStream stream, ConnectorDescriptor descriptor)
    {
        var scope = descriptor.Streams.Single(s => s.Stream == stream).Scope;
        return [.. descriptor.Streams.Where(s => s.Stream == stream || (scope is not null && s.Scope == scope)).Select(s => s.Stream)];
    }

    [Fact]
    public async Task Given_wrong_credentials_When_checked_and_read_Then_the_wrong_entry_is_named_and_nothing_of_it_shows()
    {
        await using var pos = await OpenSmallAsync();
        var secrets = AllFields(pos).Where(f => f.Secret && pos.Settings.ContainsKey(f.Name)).ToList();
        secrets.ShouldNotBeEmpty();

        // Each by itself, where another may do in its place; then all of them, where none is left.
        foreach (var wrong in secrets.Select(s => (SettingField[])[s]).Append([.. secrets]))
        {
            using var reading = new ConformanceReading(pos, new FakeTime(Start, autoAdvance: true), otherwise: wrong.ToDictionary(f => f.Name, f => Wrong + f.Name));
            var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
            var said = string.Join('\n', check.Verdicts.Where(v => !v.Ok).Select(v => v.Message));
            if (wrong.Length == secrets.Count) (check.Ok, check.Verdicts[0].What, check.Verdicts[0].Ok).ShouldBe((false, "credentials", false));
            if (!check.Ok) wrong.ShouldContain(f => said.Contains(LastWord(f), StringComparison.OrdinalIgnoreCase), said);
            foreach (var stream in reading.Connector.Descriptor.Streams)
            {
                var error = (await reading.ReadAsync(stream.Stream)).Error;
                (error is null).ShouldBe(check.Ok, $"{stream.Stream}: {error}");
                if (error is not null) (error is ReauthoriseException or FixSettingsException).ShouldBeTrue(error.ToString());
                said += "\n" + error?.OwnerMessage + "\n" + error;
            }

            said.ShouldNotContain(Wrong);
        }
    }

    [Theory]
    [InlineData(PosStream.Customers)]
    [InlineData(PosStream.Orders)]
    [InlineData(PosStream.Products)]
    [InlineData(PosStream.Inventory)]
    public async Task Given_a_permission_missing_for_one_stream_When_checked_and_read_Then_that_stream_says_so_and_the_others_go_on(PosStream stream)
    {
        await using var shop = await ShopAsync(Plan with { Customers = 20, Orders = 30, Products = 12 });
        if (!shop.Streams.Contains(stream)) return;
        var lost = LostWith(stream, shop.Reading.Connector.Descriptor);
        var before = new Dictionary<PosStream, int>();
        foreach (var each in shop.Streams) before[each] = (await shop.Reading.ReadAsync(each)).Pages.Sum(p => p.Records.Count);
        shop.Pos.Forbid(NameOf(stream));
        shop.Pos.ExpireTokens();
        shop.Reopen();

        var check = await shop.Reading.Connector.CheckAsync(shop.Reading.Context, CancellationToken.None);

        check.Ok.ShouldBeFalse();
        foreach (var each in shop.Streams)
        {
            var verdict = check.Verdicts.Single(v => v.What == NameOf(each));
            verdict.Ok.ShouldBe(!lost.Contains(each), $"{each}: {verdict.Message}");
            var read = await shop.Reading.ReadAsync(each);
            if (lost.Contains(each)) Refused(read, verdict, shop.Reading.Connector.Descriptor.Streams.Single(s => s.Stream == stream).Scope);
            else
            {
                read.Error.ShouldBeNull(each.ToString());
                read.End.ShouldNotBeNull(each.ToString());
                read.Pages.Sum(p => p.Records.Count).ShouldBe(before[each], each.ToString());
            }
        }
    }

    // A stream may also end at once with a warning; either way nothing may be taken for gone.
    private static void Refused(ReadOutcome read, CheckVerdict verdict, string? scope)
    {
        read.Pages.ShouldAllBe(p => p.Records.Count == 0 && p.Deleted.Count == 0);
        var said = read.End is { } end ? string.Join('\n', (string[])[.. end.Warnings, end.Withheld ?? ""]) : read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage;
        read.End?.Coverage.ShouldBe(CoverageKind.Changes);
        said.ShouldNotBeNullOrWhiteSpace();
        if (scope is null) return;
        verdict.Message.ShouldContain(scope);
        said.ShouldContain(scope);
    }

    private static string NameOf(PosStream stream) => stream.ToString().ToLowerInvariant();

    private static IReadOnlyList<SettingField> AllFields(IFakePos pos)
    {
        using var reading = new ConformanceReading(pos, new FakeTime(Start));
        return reading.Connector.Descriptor.Fields;
    }

    // "Client secret" and "Enter the client id and secret again" name the same entry.
    private static string LastWord(SettingField field) => field.Label.Split(' ')[^1];
}
