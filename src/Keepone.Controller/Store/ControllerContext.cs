using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Keepone.Controller.Store;

/// <summary>The controller's database: what a restart must not forget (DESIGN §8).</summary>
internal sealed class ControllerContext(DbContextOptions<ControllerContext> options) : DbContext(options)
{
    public DbSet<NodeRow> Nodes => Set<NodeRow>();

    public DbSet<ReplicaRow> Replicas => Set<ReplicaRow>();

    public DbSet<IncidentRow> Incidents => Set<IncidentRow>();

    public DbSet<IncidentEventRow> IncidentEvents => Set<IncidentEventRow>();

    public DbSet<HistoryRow> History => Set<HistoryRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot compare its text form of a DateTimeOffset; ticks of UTC it can.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<NodeRow>().ToTable("nodes").HasKey(row => row.Name);
        modelBuilder.Entity<ReplicaRow>().ToTable("replicas").HasKey(row => new { row.Router, row.Node });
        modelBuilder.Entity<IncidentRow>(incident =>
        {
            incident.ToTable("incidents").HasKey(row => row.Number);
            incident.Property(row => row.Number).ValueGeneratedNever();
            incident.HasIndex(row => row.ClosedAt);
        });
        modelBuilder.Entity<IncidentEventRow>(entry =>
        {
            entry.ToTable("incident_events").HasKey(row => row.Id);
            entry.HasIndex(row => row.Incident);
            entry.HasOne<IncidentRow>().WithMany().HasForeignKey(row => row.Incident).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<HistoryRow>(history =>
        {
            history.ToTable("history").HasKey(row => row.Id);
            history.HasIndex(row => new { row.Router, row.At });
            history.HasIndex(row => new { row.Node, row.StartId, row.Sequence }).IsUnique();
            history.HasIndex(row => row.At);
        });
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
