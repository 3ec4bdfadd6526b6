using System.Globalization;

namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private async Task ShouldRoundTrip(DocumentBody body)
    {
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer("1"), body)]);
        (await JsonAsync(Customer("1"))).ShouldBe(body.Canonical().ToString());
    }

    [SkippableTheory]
    [InlineData("0"), InlineData("42"), InlineData("-7"), InlineData("41.81"), InlineData("0.1"), InlineData("-0.005"), InlineData("0.00001")]
    [InlineData("9007199254740993"), InlineData("9223372036854775807"), InlineData("-9223372036854775808"), InlineData("123456789012.34")]
    [InlineData("1e21"), InlineData("42.0"), InlineData("0.3333333333333333333333333333"), InlineData("12345678901234567.89")]
    public async Task Given_a_number_When_read_back_Then_it_is_the_same(string text)
    {
        Given();
        await ShouldRoundTrip(Body(b => b.Number("n", decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))));
    }

    [SkippableFact]
    public async Task Given_42_and_42_point_0_When_stored_Then_they_are_the_same_and_keep_the_version()
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer("1"), Body(b => b.Number("n", 42L)))]);
        var version = await VersionOf("1");
        await Tenant.CommitAsync([DocumentWrite.Replace(Customer("1"), Body(b => b.Number("n", 42.00m)))]);
        (await VersionOf("1")).ShouldBe(version);
    }

    [SkippableTheory]
    [InlineData("Zoë Łukasz 東京"), InlineData("👩‍👩‍👧 🛒"), InlineData("a\"b\\c/d\u0001\t\r\n</script>"), InlineData(""), InlineData("\u2028\u00a0$time"), InlineData("\ufffd\uffff")]
    public async Task Given_any_text_When_read_back_Then_it_is_the_same(string text)
    {
        Given();
        await ShouldRoundTrip(Body(b => { b.Text("t", text); b.TextList("l", [text, "x"]); b.Map("m", m => m.Text("t", text)); }));
        (await Tenant.GetAsync(Customer("1")))!.Body.Read().Text("t").ShouldBe(text);
    }

    [SkippableTheory]
    [InlineData("$time"), InlineData("$bytes"), InlineData("$$"), InlineData("a.b"), InlineData("with space"), InlineData("`tick`"), InlineData("back\\slash"), InlineData("é"), InlineData("1st"), InlineData("\"quoted\"")]
    public async Task Given_an_odd_field_name_When_created_merged_and_removed_Then_it_behaves_like_any_other(string name)
    {
        Given();
        await ShouldRoundTrip(Body(b => { b.Text(name, "x"); b.Map("m", m => m.Map(name, n => n.Number(name, 1))); b.Number("n", 1); }));
        await Tenant.CommitAsync([DocumentWrite.Merge(Customer("1"), Body(b => b.Text(name, "y")), ["m"])]);
        (await Tenant.GetAsync(Customer("1")))!.Body.Read().Text(name).ShouldBe("y");
        await Tenant.CommitAsync([DocumentWrite.Merge(Customer("1"), DocumentBody.Empty, [name])]);
        (await JsonAsync(Customer("1"))).ShouldBe("""{"n":1}""");
    }

    [SkippableTheory]
    [InlineData("2026-01-31T09:30:00.5Z"), InlineData("2026-01-31T09:30:00Z"), InlineData("2026-01-31T09:30:00.123456Z"), InlineData("1970-01-01T00:00:00Z"), InlineData("0001-01-01T00:00:00Z"), InlineData("2026-03-29T02:30:00.001+02:00")]
    public async Task Given_a_time_When_read_back_Then_it_is_the_same_instant(string text)
    {
        Given();
        var time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        await ShouldRoundTrip(Body(b => { b.Time("t", time); b.Map("m", m => m.Time("t", time)); }));
        (await Tenant.GetAsync(Customer("1")))!.Body.Read().Time("t").ShouldBe(time);
    }

    [SkippableFact]
    public async Task Given_all_kinds_When_read_back_Then_they_are_the_same()
    {
        Given();
        await ShouldRoundTrip(Body(b =>
        {
            b.Bytes("bytes", [0, 255, 1, 254]);
            b.Bytes("noBytes", []);
            b.Flag("yes", true);
            b.Flag("no", false);
            b.Null("null");
            b.Map("emptyMap", _ => { });
            b.TextList("emptyList", []);
            b.NumberList("numbers", [1, -2, 3]);
            b.List("maps", [1, 2], (w, i) => { w.Number("i", i); w.Bytes("b", [(byte)i]); w.Map("deep", d => d.TextList("l", ["x"])); });
        }));
    }

    [SkippableFact]
    public async Task Given_900_kB_of_bytes_in_a_ledger_When_read_back_Then_they_are_the_same()
    {
        Given();
        var bytes = new byte[900_000];
        new Random(1).NextBytes(bytes);
        var path = new DocumentPath("ledger", "orders_2026-01");
        await Tenant.CommitAsync([DocumentWrite.Replace(path, Body(b => b.Bytes("data", bytes)))]);
        (await Tenant.GetAsync(path))!.Body.Read().Bytes("data").ShouldBe(bytes);
    }

    [SkippableTheory]
    [InlineData("a@x.com"), InlineData("a b+c"), InlineData("é東"), InlineData("%2F"), InlineData("a.b"), InlineData("..."), InlineData("#?&=;:'\"<>|*"), InlineData("__x"), InlineData("~!$()[]{}\\^`")]
    public async Task Given_an_odd_id_When_stored_Then_it_is_found_under_it(string id)
    {
        Given();
        await Tenant.CommitAsync([DocumentWrite.Create(Customer(id), Body(b => b.Number("n", 1)))]);
        (await Tenant.GetAsync(Customer(id)))!.Path.ShouldBe(Customer(id));
        (await IdsOf(new DocumentQuery { Collection = "customers" })).ShouldBe([id]);
    }
}
