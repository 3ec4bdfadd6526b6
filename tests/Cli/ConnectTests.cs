namespace Sync.Cli.Tests;

public sealed class ConnectTests
{
    [Fact]
    public async Task Given_wrong_credentials_When_connecting_Then_the_likely_field_is_named_and_nothing_is_saved()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);

        var password = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form(("password", Workplace.WrongPassword))]);
        var pin = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form(("pin", "1234"))]);
        var check = await place.RunAsync("check", Workplace.Org);

        password.Code.ShouldBe(2);
        password.Said.ShouldContain("password");
        password.Err.ShouldContain("Nothing was saved");
        pin.Code.ShouldBe(2);
        pin.Said.ShouldContain("PIN");
        check.Code.ShouldBe(2);
        check.Err.ShouldContain("no connection yet");
    }

    [Fact]
    public async Task Given_a_shop_on_a_private_host_When_the_operator_does_not_allow_it_Then_it_is_refused_and_said_how_it_would_be_allowed()
    {
        await using var place = new Workplace().With("SYNC_ALLOW_PRIVATE_HOSTS", "");
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);

        var plain = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
        var safe = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form(("baseUrl", "https://127.0.0.1"))]);

        plain.Code.ShouldBe(2);
        plain.Said.ShouldContain("must begin with https://");
        safe.Code.ShouldBe(2);
        safe.Said.ShouldContain("SYNC_ALLOW_PRIVATE_HOSTS");
        place.Pos.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_a_password_in_a_file_When_connecting_Then_it_is_saved_encrypted_and_works()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);
        var file = place.Write("password.txt", place.Pos.Options.Password + "\n");

        var connected = await place.DoAsync(["connect", Workplace.Org, "alleaves", "--id", "downtown", .. place.Form(("password", "@" + file))]);
        File.Delete(file);
        var check = await place.DoAsync("check", Workplace.Org);
        await place.DoAsync("run", Workplace.Org);

        connected.Out.ShouldContain("'downtown'");
        check.Out.ShouldContain("downtown (alleaves)");
        check.Out.ShouldContain("ok   credentials");
        Clean.Files(place.PathOf("."), place.Secrets);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(place.PathOf("data/master.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Given_an_account_that_a_connection_reads_When_it_is_connected_again_under_another_id_Then_it_is_refused_and_that_one_named()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);
        await place.DoAsync(["connect", Workplace.Org, "alleaves", "--id", "downtown", .. place.Form()]);

        var twin = await place.RunAsync(["connect", Workplace.Org, "alleaves", "--id", "uptown", .. place.Form()]);
        var again = await place.DoAsync(["connect", Workplace.Org, "alleaves", "--id", "downtown", .. place.Form()]);
        var check = await place.DoAsync("check", Workplace.Org);

        twin.Code.ShouldBe(2);
        twin.Err.ShouldContain("'downtown'");
        again.Out.ShouldContain("saved");
        check.Out.ShouldNotContain("uptown");
    }

    [Fact]
    public async Task Given_a_saved_connection_When_one_setting_is_given_Then_the_others_and_the_secrets_stay()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);
        await place.DoAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);

        var changed = await place.DoAsync("connect", Workplace.Org, "alleaves", "--set", "historyDays=30");

        changed.Out.ShouldContain("saved");
        (await place.DoAsync("check", Workplace.Org)).Out.ShouldContain("ok   credentials");
    }

    [Fact]
    public async Task Given_a_master_key_that_is_lost_When_the_secrets_are_forgotten_Then_the_org_can_be_connected_again()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);
        await place.DoAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
        File.Delete(place.PathOf("data/master.key"));

        var refused = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
        await place.DoAsync("org", "forget-secrets", Workplace.Org);
        var again = await place.DoAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
        await place.DoAsync("run", Workplace.Org);

        refused.Code.ShouldBe(2);
        refused.Err.ShouldContain("forget-secrets");
        again.Out.ShouldContain("saved");
    }

    [Fact]
    public async Task Given_a_form_that_is_not_filled_in_right_When_connecting_Then_it_is_refused_in_plain_words()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.DoAsync("org", "add", Workplace.Org);

        var missing = await place.RunAsync("connect", Workplace.Org, "alleaves", "--set", "username=someone");
        var unknownField = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form(("colour", "green"))]);
        var noFile = await place.RunAsync(["connect", Workplace.Org, "alleaves", .. place.Form(("password", "@/nowhere/password"))]);
        var unknownConnector = await place.RunAsync("connect", Workplace.Org, "abacus");
        var notPairs = await place.RunAsync("connect", Workplace.Org, "alleaves", "--set", Workplace.WrongPassword);

        new[] { missing, unknownField, noFile, unknownConnector, notPairs }.ShouldAllBe(o => o.Code == 2 && o.Err.Length > 0);
        missing.Said.ShouldContain("password", Case.Insensitive);
        unknownField.Said.ShouldContain("colour");
        unknownConnector.Said.ShouldContain("abacus");
    }

    [Fact]
    public async Task Given_another_shop_key_When_checking_Then_the_key_is_named()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        place.With("SYNC_MASTER_KEY", Convert.ToBase64String(new byte[32]));

        var check = await place.RunAsync("check", Workplace.Org);

        check.Code.ShouldBe(2);
        check.Err.ShouldContain("key", Case.Insensitive);
    }

    [Fact]
    public async Task Given_a_lost_master_key_When_the_credentials_are_needed_Then_it_is_named_and_no_other_key_takes_its_place()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();
        await place.ConnectAsync(Workplace.Org);
        File.Delete(place.PathOf("data/master.key"));

        var check = await place.RunAsync("check", Workplace.Org);

        check.Code.ShouldBe(2);
        check.Err.ShouldContain("missing");
        File.Exists(place.PathOf("data/master.key")).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_file_When_it_is_connected_like_a_POS_Then_it_is_refused_and_import_is_named()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org);

        var connect = await place.RunAsync("connect", Workplace.Org, "files", "--set", "file=" + place.Write("o.csv", "a,b\n"), "--set", "as=orders");

        connect.Code.ShouldBe(2);
        connect.Err.ShouldContain("possync import");
    }

    [Fact]
    public async Task Given_a_port_that_is_taken_When_serving_Then_it_says_so_in_one_line()
    {
        await using var place = new Workplace();
        await place.OpenShopAsync();

        var serve = await place.RunAsync("serve", "--urls", place.Pos.BaseUrl);

        serve.Code.ShouldBe(2);
        serve.Err.ShouldNotContain("   at ");
        serve.Err.Trim().Split('\n').Length.ShouldBe(1);
    }
}
