using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kms;
using Sync.Web.Kms;

namespace Sync.Web.Tests.Keys;

/// <summary>A whole service whose master key is in Cloud KMS.</summary>
public sealed class KmsServiceTests
{
    private static readonly OrgId Org = OrgId.Parse("shop");

    [Fact]
    public async Task GivenAnOrgWhoseKeyIsWrappedByKms_WhenItIsSyncedAgainAndAgain_ThenKmsIsAskedOnceAndNothingMoreIsRead()
    {
        await using var kms = await FakeKms.StartAsync();
        var name = kms.AddKey("main");
        await using var pos = await Shops.OpenAsync();
        using var folder = new TempFolder();
        var settings = Settings(folder, kms, name);
        await using (var before = await Composition.SyncServices.OpenAsync(settings, TimeProvider.System)) await ConnectAsync(before, pos);
        await using var plain = await Service.StartAsync();
        await plain.ConnectAsync("shop", pos);
        await using var parts = await Composition.SyncServices.OpenAsync(settings, TimeProvider.System);
        var asked = kms.Asked("decrypt");

        var reports = new List<OrgReport>();
        for (var run = 0; run < 3; run++) reports.Add(await parts.Runner.RunAsync(Org, new RunOptions()));

        reports.ShouldAllBe(r => r.Result == RunResult.Done);
        (kms.Asked("decrypt") - asked).ShouldBe(1);
        for (var run = 0; run < 2; run++) await plain.Parts.Runner.RunAsync(Org, new RunOptions());
        ReadsOf(reports[2]).ShouldBe(ReadsOf(await plain.Parts.Runner.RunAsync(Org, new RunOptions())));

        // A run that takes long looks whether somebody watches.
        static long ReadsOf(OrgReport run) => run.Store.Reads - run.StoreByCollection["leases"].Reads;
    }

    [Fact]
    public async Task GivenAKeyThatIsDisabled_WhenTheOrgIsSynced_ThenTheRunSaysWhyAndGoesOnOnceItIsEnabled()
    {
        await using var kms = await FakeKms.StartAsync();
        var name = kms.AddKey("main");
        await using var pos = await Shops.OpenAsync();
        using var folder = new TempFolder();
        await using (var before = await Composition.SyncServices.OpenAsync(Settings(folder, kms, name), TimeProvider.System)) await ConnectAsync(before, pos);
        kms.Key(name).Disable();
        await using var parts = await Composition.SyncServices.OpenAsync(Settings(folder, kms, name), TimeProvider.System);

        var refused = await Should.ThrowAsync<Store.StoreException>(() => parts.Runner.RunAsync(Org, new RunOptions()));
        kms.Key(name).Enable();
        var report = await parts.Runner.RunAsync(Org, new RunOptions());

        refused.Message.ShouldContain("disabled");
        report.Result.ShouldBe(RunResult.Done);
    }

    [Fact]
    public async Task GivenANewKeyInKms_WhenKeysAreRotated_ThenTheOldOneMayGo()
    {
        await using var kms = await FakeKms.StartAsync();
        var (old, next) = (kms.AddKey("old"), kms.AddKey("next"));
        await using var pos = await Shops.OpenAsync();
        using var folder = new TempFolder();
        await using (var before = await Composition.SyncServices.OpenAsync(Settings(folder, kms, old), TimeProvider.System))
        {
            await ConnectAsync(before, pos);
            using var to = KmsKey.Parse("kms:" + next, KmsTests.Options(kms), TimeProvider.System);
            var rotated = await new Engine.Secrets.MasterKeyRotation(before.Store, before.MasterKey.And(to), to, TimeProvider.System).RunAsync(Engine.Audit.Actor.Operator);
            rotated.Rotated.ShouldBe([Org]);
        }

        kms.Key(old).Disable();
        await using var parts = await Composition.SyncServices.OpenAsync(Settings(folder, kms, next), TimeProvider.System);

        (await parts.Runner.RunAsync(Org, new RunOptions())).Result.ShouldBe(RunResult.Done);
    }

    private static Composition.SyncSettings Settings(TempFolder folder, FakeKms kms, string name) => new()
    {
        Store = Store.StoreLocation.Parse(folder.Store),
        AllowedHosts = ConnectorKit.Http.AllowedHosts.Parse(Simulator.Kit.FakeServer.Host),
        MasterKey = "kms:" + name,
        Kms = KmsTests.Options(kms) with { Retries = 1 },
    };

    private static async Task ConnectAsync(Composition.SyncServices parts, FakeAlleaves pos)
    {
        await parts.Orgs.AddAsync(Org, new OrgSettings { Name = "Shop", TimeZone = "UTC", Currency = "USD" });
        var settings = ConnectorKit.ConnectionSettings.From(parts.Connectors.Find("alleaves").Descriptor, pos.Settings());
        await parts.Connections.SaveAsync(parts.Store.OpenTenant(Org), "alleaves", "alleaves", settings, []);
    }
}
