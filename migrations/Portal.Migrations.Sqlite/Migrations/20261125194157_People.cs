using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "Sessions",
                type: "TEXT",
                maxLength: 64,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "Agent",
                table: "Sessions",
                type: "TEXT",
                maxLength: 200,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "Method",
                table: "Sessions",
                type: "TEXT",
                maxLength: 20,
                nullable: false,
                defaultValue: "Link"
            );

            migrationBuilder.AddColumn<string>(
                name: "Site",
                table: "Sessions",
                type: "TEXT",
                maxLength: 64,
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "Token",
                table: "Sessions",
                type: "TEXT",
                maxLength: 40,
                nullable: true
            );

            migrationBuilder.AddColumn<long>(
                name: "DisabledAt",
                table: "Principals",
                type: "INTEGER",
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "Credentials",
                columns: table => new
                {
                    Account = table.Column<string>(type: "TEXT", nullable: false),
                    PasswordHash = table.Column<string>(
                        type: "TEXT",
                        maxLength: 200,
                        nullable: true
                    ),
                    PasswordChangedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    TotpSecret = table.Column<byte[]>(type: "BLOB", maxLength: 20, nullable: true),
                    TotpSince = table.Column<long>(type: "INTEGER", nullable: true),
                    TotpStep = table.Column<long>(type: "INTEGER", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Credentials", x => x.Account);
                    table.ForeignKey(
                        name: "FK_Credentials_Principals_Account",
                        column: x => x.Account,
                        principalTable: "Principals",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "Invitations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Grants = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Account = table.Column<string>(type: "TEXT", maxLength: 63, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Invitations", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "ProjectRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    RequestedBy = table.Column<string>(
                        type: "TEXT",
                        maxLength: 63,
                        nullable: false
                    ),
                    RequestedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    AnsweredBy = table.Column<string>(type: "TEXT", maxLength: 63, nullable: true),
                    AnsweredAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProjectRequests", x => x.Id);
                }
            );

            migrationBuilder.CreateTable(
                name: "RecoveryCodes",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Account = table.Column<string>(type: "TEXT", nullable: false),
                    UsedAt = table.Column<long>(type: "INTEGER", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecoveryCodes", x => x.Hash);
                    table.ForeignKey(
                        name: "FK_RecoveryCodes_Principals_Account",
                        column: x => x.Account,
                        principalTable: "Principals",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_LastUsedAt",
                table: "Sessions",
                column: "LastUsedAt"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Invitations_Hash",
                table: "Invitations",
                column: "Hash",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_ProjectRequests_RequestedBy",
                table: "ProjectRequests",
                column: "RequestedBy"
            );

            migrationBuilder.CreateIndex(
                name: "IX_ProjectRequests_State",
                table: "ProjectRequests",
                column: "State"
            );

            migrationBuilder.CreateIndex(
                name: "IX_RecoveryCodes_Account",
                table: "RecoveryCodes",
                column: "Account"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Credentials");

            migrationBuilder.DropTable(name: "Invitations");

            migrationBuilder.DropTable(name: "ProjectRequests");

            migrationBuilder.DropTable(name: "RecoveryCodes");

            migrationBuilder.DropIndex(name: "IX_Sessions_LastUsedAt", table: "Sessions");

            migrationBuilder.DropColumn(name: "Address", table: "Sessions");

            migrationBuilder.DropColumn(name: "Agent", table: "Sessions");

            migrationBuilder.DropColumn(name: "Method", table: "Sessions");

            migrationBuilder.DropColumn(name: "Site", table: "Sessions");

            migrationBuilder.DropColumn(name: "Token", table: "Sessions");

            migrationBuilder.DropColumn(name: "DisabledAt", table: "Principals");
        }
    }
}
