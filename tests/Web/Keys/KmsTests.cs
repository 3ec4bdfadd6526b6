using System.Security.Cryptography;
using System.Text;
using Sync.Engine.Secrets;
using Sync.Simulator.Kms;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Kms;

namespace Sync.Web.Tests.Keys;

/// <summary>A master key in Cloud KMS, against a fake that really wraps.</summary>
public sealed class KmsTests
{
    private static readonly byte[] DataKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("shop\ndata key");

    [Fact]
    public void GivenTheCheckStringOfCrc32C_WhenItIsSummed_ThenItIsTheKnownSum() => Crc32C.Of("123456789"u8).ShouldBe(0xE3069283);

    [Fact]
    public async Task GivenAKey_WhenItHasWrapped_ThenOnlyTheSameKeyAndPurposeUnwrap()
    {
        await using var kms = await FakeKms.StartAsync();
        using var key = Key(kms, kms.AddKey("main"));
        using var other = Key(kms, kms.AddKey("other"));

        var wrapped = await key.WrapAsync(DataKey, Purpose, default);

        wrapped.Kind.ShouldBe("kms");
        wrapped.Bytes.AsSpan().IndexOf(DataKey).ShouldBe(-1);
        (await key.UnwrapAsync(wrapped, Purpose, default)).ShouldBe(DataKey);
        await Should.ThrowAsync<SecretUnreadableException>(() => key.UnwrapAsync(wrapped, "shop2\ndata key"u8.ToArray(), default));
        await Should.ThrowAsync<SecretUnreadableException>(() => other.UnwrapAsync(wrapped, Purpose, default));
        other.Knows(wrapped.KeyId!).ShouldBeFalse();
        key.Knows(wrapped.KeyId!).ShouldBeTrue();
    }

    [Fact]
    public async Task GivenANewVersionOfTheKey_WhenSomethingOlderIsUnwrapped_ThenItStillIs()
    {
        await using var kms = await FakeKms.StartAsync();
        var name = kms.AddKey("main");
        using var key = Key(kms, name);
        var wrapped = await key.WrapAsync(DataKey, Purpose, default);

        kms.Key(name).AddVersion();

        (await key.UnwrapAsync(wrapped, Purpose, default)).ShouldBe(DataKey);
    }

    [Theory]
    [InlineData("disabled", "Enable it")]
    [InlineData("denied", "roles/cloudkms.cryptoKeyEncrypterDecrypter")]
    [InlineData("gone", "has no key")]
    [InlineData("token", "does not let this service use")]
    public async Task GivenAKeyThatMayNotBeUsed_WhenItIsAsked_ThenItSaysWhatToDoAndIsNotAskedAgain(string trouble, string says)
    {
        await using var kms = await FakeKms.StartAsync();
        var name = kms.AddKey("main");
        if (trouble == "disabled") kms.Key(name).Disable();
        if (trouble == "denied") kms.Key(name).Allowed = false;
        using var key = Key(kms, trouble == "gone" ? name + "2" : name, trouble == "token" ? "another" : FakeKms.Token);

        var refused = await Should.ThrowAsync<StoreException>(() => key.WrapAsync(DataKey, Purpose, default));

        refused.Failure.ShouldBe(StoreFailure.Denied);
        refused.Message.ShouldContain(says);
        refused.Message.ShouldContain(name);
        kms.Asked("encrypt").ShouldBe(1);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task GivenAServiceThatIsBusyForAWhile_WhenItIsAsked_ThenItIsAskedAgain(int status)
    {
        await using var kms = await FakeKms.StartAsync();
        using var key = Key(kms, kms.AddKey("main"));
        kms.Server.Faults.Status(":encrypt", status, times: 3);

        var wrapped = await key.WrapAsync(DataKey, Purpose, default);

        (await key.UnwrapAsync(wrapped, Purpose, default)).ShouldBe(DataKey);
        kms.Asked("encrypt").ShouldBe(4);
    }

    [Fact]
    public async Task GivenAServiceThatStaysAway_WhenItIsAsked_ThenItIsGivenUpAsAPassingTrouble()
    {
        await using var kms = await FakeKms.StartAsync();
        using var key = Key(kms, kms.AddKey("main"));
        kms.Server.Faults.Status(":encrypt", 503);

        var away = await Should.ThrowAsync<StoreException>(() => key.WrapAsync(DataKey, Purpose, default));

        away.Failure.ShouldBe(StoreFailure.Unavailable);
        kms.Asked("encrypt").ShouldBe(6);
    }

    [Theory]
    [InlineData("answers", 2, true)]
    [InlineData("answers", 100, false)]
    [InlineData("requests", 2, true)]
    [InlineData("requests", 100, false)]
    [InlineData("checksums", 2, true)]
    [InlineData("checksums", 100, false)]
    public async Task GivenBytesThatChangeOnTheWay_WhenAKeyIsWrapped_ThenTheyAreNeverTaken(string what, int times, bool good)
    {
        await using var kms = await FakeKms.StartAsync();
        using var key = Key(kms, kms.AddKey("main"));
        if (what == "answers") kms.DamagedAnswers = times;
        if (what == "requests") kms.DamagedRequests = times;
        if (what == "checksums") kms.LostChecksums = times;

        var wrapping = key.WrapAsync(DataKey, Purpose, default);

        if (good) (await key.UnwrapAsync(await wrapping, Purpose, default)).ShouldBe(DataKey);
        else (await Should.ThrowAsync<StoreException>(() => wrapping)).Failure.ShouldBe(StoreFailure.Unavailable);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    public async Task GivenBytesThatChangeOnTheWay_WhenAKeyIsUnwrapped_ThenTheyAreNeitherTakenNorCalledUnreadable(int times)
    {
        await using var kms = await FakeKms.StartAsync();
        using var key = Key(kms, kms.AddKey("main"));
        var wrapped = await key.WrapAsync(DataKey, Purpose, default);
        (kms.DamagedAnswers, kms.DamagedRequests) = (times / 2, times / 2);

        var unwrapping = key.UnwrapAsync(wrapped, Purpose, default);

        if (times == 2) (await unwrapping).ShouldBe(DataKey);
        else (await Should.ThrowAsync<StoreException>(() => unwrapping)).Failure.ShouldBe(StoreFailure.Unavailable);
    }

    [Theory]
    [InlineData("kms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1")]
    [InlineData("kms:projects/p/locations/l/keyRings/r")]
    [InlineData("kms:projects/p/locations/l/keyRings/r/cryptoKeys/../../x")]
    public void GivenSomethingElseThanAKeysName_WhenItIsRead_ThenItIsRefused(string text) =>
        Should.Throw<FormatException>(() => KmsKey.Parse(text, new KmsOptions(), TimeProvider.System)).Message.ShouldContain("cryptoKeys/KEY");

    internal static KmsOptions Options(FakeKms kms, string token = FakeKms.Token) =>
        new() { Endpoint = new Uri(kms.Server.Url), AccessToken = _ => Task.FromResult(token) };

    private static KmsKey Key(FakeKms kms, string name, string token = FakeKms.Token) =>
        KmsKey.Parse(KmsKey.Prefix + name, Options(kms, token), new FakeTime("2026-11-20T12:00:00Z", autoAdvance: true));
}
