using Portal.Testing;

namespace Portal.Access;

public sealed class SignInGuardTests
{
    private readonly TestClock _clock = new();
    private readonly SignInGuard _guard;

    public SignInGuardTests() => _guard = new SignInGuard(_clock);

    [Fact]
    public void After_five_tries_a_site_waits_longer_and_longer_up_to_a_quarter_of_an_hour()
    {
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            _guard.Failed("anna", "site");
            var wait = _guard.WaitOf("anna", "site") ?? TimeSpan.Zero;
            waits.Add(wait.TotalSeconds);
            _clock.Advance(wait);
            Assert.Null(_guard.WaitOf("anna", "site"));
        }

        Assert.Equal([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900], waits);
    }

    [Fact]
    public void Another_site_and_another_name_do_not_wait()
    {
        Fail("anna", "site", 5);

        Assert.NotNull(_guard.WaitOf("anna", "site"));
        Assert.Null(_guard.WaitOf("anna", "home"));
        Assert.Null(_guard.WaitOf("bert", "site"));
    }

    [Fact]
    public void A_name_that_is_guessed_at_from_many_sites_is_beset_for_an_hour_at_most()
    {
        for (var i = 0; i < SignInGuard.FailuresPerHour; i++)
        {
            Assert.False(_guard.IsBeset("anna"));
            _guard.Failed("anna", $"site-{i}");
        }

        Assert.True(_guard.IsBeset("anna"));
        Assert.False(_guard.IsBeset("bert"));
        // Those who go on guessing do not prolong it.
        _clock.Advance(TimeSpan.FromMinutes(59));
        _guard.Failed("anna", "site-x");
        _clock.Advance(TimeSpan.FromMinutes(1));
        _guard.Failed("anna", "site-y");
        Assert.False(_guard.IsBeset("anna"));
    }

    [Fact]
    public void Success_forgives_the_site_and_nobody_else()
    {
        Fail("anna", "home", 4);
        Fail("anna", "thief", 5);
        _guard.Succeeded("anna", "home");

        Fail("anna", "home", 4);
        Assert.Null(_guard.WaitOf("anna", "home"));
        Assert.NotNull(_guard.WaitOf("anna", "thief"));
    }

    [Fact]
    public void A_flood_of_names_does_not_fill_the_memory()
    {
        for (var i = 0; i < 30_000; i++)
        {
            _guard.Failed($"name-{i}", "site");
        }

        Assert.InRange(_guard.Count, 1, 20_001);
    }

    private void Fail(string name, string site, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _guard.Failed(name, site);
        }
    }
}
