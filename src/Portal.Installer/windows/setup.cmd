@echo off
rem SPDX-License-Identifier: Apache-2.0
rem
rem Installs what lies on this disc into the running Windows. Where .NET Framework 4 is there, as it is since Windows 8, it
rem hands on to setup.exe, which does more. On Windows 7 without it this file does the work, with what cmd has.
rem What it reads and leaves is in docs/formats.md of the Guest Tools Portal; what it does not do is in docs/windows.md.
rem
rem No variable is read in the line that sets it, and none is expanded late: each step is a subroutine.

setlocal EnableExtensions DisableDelayedExpansion
set "iso=%~dp0"
set "system=%SystemRoot%\System32"
if exist "%SystemRoot%\Sysnative\cmd.exe" set "system=%SystemRoot%\Sysnative"
if defined GUEST_TOOLS_CMD goto :own
if not exist "%SystemRoot%\Microsoft.NET\Framework\v4.0.30319\mscorlib.dll" goto :own
"%iso%setup.exe" %*
exit /b %errorlevel%

:own
set "data=%ProgramData%\GuestTools"
set "published=%SystemRoot%\INF"
set "programs=HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
set "programs32=HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall"
set "sums=%iso%guest-tools\SHA256SUMS"
set "table=%iso%guest-tools\install.tsv"
set "tab=	"
set "verb="
set "only="
set "dry=no"
set "json=no"
set "result="
set "givenarch="
set "run="
set "message="
set "product="
set "releasesum="
set "exit=1"
set "done=0"
set "right=0"
set "policies=0"
set "failure=0"
set "reboot=no"
set "broken=,"
set "unwanted=,"
set "held=,"
set "told="
set "plan="

:arguments
set "word=%~1"
if not defined word goto :argued
if "%word%"=="--only" goto :takeonly
if "%word%"=="--result" goto :takeresult
if "%word%"=="--arch" goto :takearch
if "%word%"=="--run-id" goto :takerun
if "%word%"=="--dry-run" set "dry=yes"
if "%word%"=="--dry-run" goto :next
if "%word%"=="--json" set "json=yes"
if "%word%"=="--json" goto :next
if "%word%"=="--no-detach" goto :next
if "%word%"=="--help" goto :help
if "%word%"=="/?" goto :help
if defined verb goto :unknown
if "%word%"=="install" set "verb=install"
if "%word%"=="uninstall" set "verb=uninstall"
if "%word%"=="status" set "verb=status"
if "%word%"=="list" set "verb=list"
if not defined verb goto :unknown
:next
shift
goto :arguments
:takeonly
set "only=,%~2,"
shift
goto :next
:takeresult
set "result=%~f2"
shift
goto :next
:takearch
set "givenarch=%~2"
shift
goto :next
:takerun
set "run=%~2"
shift
goto :next
:unknown
echo setup.cmd: unknown: %word%; see: setup.cmd --help 1>&2
exit /b 2

:help
echo Usage: setup.cmd install, uninstall, status or list [--only A,B] [--dry-run] [--json] [--result FILE] [--arch A]
echo        [--run-id HEX]
echo.
echo For a Windows without .NET Framework 4. With it, setup.exe has more verbs, and this hands on to it.
echo Exit codes: 0 done, 1 failed, 2 usage, 3 partly done, 10 done and a reboot is needed, 11 nothing to do,
echo 20 nothing here fits this guest, 21 a dependency is missing, 22 the disc is damaged, 23 busy, 24 blocked by policy.
exit /b 0

:argued
if defined verb goto :begin
echo setup.cmd: install, uninstall, status or list; see: setup.cmd --help 1>&2
exit /b 2

:begin
set "state=%data%\state.json"
set "changes=no"
set "keeps=no"
set "worked=no"
if "%dry%%verb%"=="noinstall" set "changes=yes"
if "%dry%%verb%"=="nouninstall" set "changes=yes"
call :now started
if not defined run call :newrun
call :guest
if "%changes%"=="yes" goto :change
call :work
goto :end
:change
call :prepare
if errorlevel 1 goto :end
rem Held open as long as this runs, however it ends; nobody else opens it meanwhile.
(call :work) 9>"%data%\lock"
if "%worked%"=="no" call :die 23 "another run of it is at work"
:end
call :now ended
if "%json%"=="yes" call :lines
if defined result call :document "%result%"
if "%keeps%"=="no" exit /b %exit%
call :document "%data%\result.json"
"%system%\eventcreate.exe" /t INFORMATION /id 1 /l APPLICATION /so "Guest Tools" /d "Guest tools, %verb%: exit code %exit%. The result is in %data%\result.json" >nul 2>&1
exit /b %exit%

rem --- the run --------------------------------------------------------------------------------------------------------------

:work
set "worked=yes"
set "keeps=%changes%"
call :check guest-tools/install.tsv
if errorlevel 1 exit /b 1
call :check guest-tools/release.json
if errorlevel 1 exit /b 1
set "releasesum=%sum%"
call :head
if errorlevel 1 exit /b 1
call :policy
if errorlevel 1 exit /b 1
for /f "usebackq skip=2 tokens=1-24 delims=%tab%" %%a in ("%table%") do call :row "%%b" "%%c" "%%d" "%%f" "%%g" "%%i" "%%j" "%%k%%l%%m" "%%n" "%%o" "%%p" "%%q" "%%u" "%%v" "%%w" "%%x" "%%h"
if defined only call :known
if errorlevel 1 exit /b 1
if not "%verb%"=="list" call :checkall
if errorlevel 1 exit /b 1
set "order="
if "%verb%"=="uninstall" for %%c in (%plan%) do call :before %%c
if not "%verb%"=="uninstall" set "order=%plan%"
for %%c in (%order%) do call :component %%c
if not "%done%%right%"=="00" if "%changes%%verb%"=="yesinstall" call :keeprelease
set "exit=%failure%"
if "%verb%"=="list" exit /b 0
if "%verb%"=="status" exit /b 0
call :judgement
exit /b 0

:before
set "order=%~1 %order%"
exit /b 0

:judgement
if "%failure%"=="0" goto :noFailure
if not "%done%%right%"=="00" set "exit=3"
exit /b 0
:noFailure
set "exit=20"
if not "%policies%"=="0" set "exit=24"
if not "%right%"=="0" set "exit=11"
if not "%done%"=="0" set "exit=0"
if "%reboot%"=="yes" set "exit=10"
exit /b 0

rem A folder that administrators alone write to; one that somebody else has made is refused.
:prepare
"%system%\net.exe" session >nul 2>&1
if errorlevel 1 goto :noAdministrator
if exist "%data%\" goto :folderThere
mkdir "%data%"
"%system%\icacls.exe" "%data%" /inheritance:r /grant *S-1-5-32-544:(OI)(CI)F /grant *S-1-5-18:(OI)(CI)F /grant *S-1-5-32-545:(OI)(CI)RX >nul 2>&1
>"%data%\made" echo by an administrator
:folderThere
if not exist "%data%\made" if not exist "%state%" goto :foreignFolder
if not exist "%data%\log\" mkdir "%data%\log"
exit /b 0
:noAdministrator
call :die 1 "this changes Windows: run it as an administrator"
exit /b 1
:foreignFolder
call :die 1 "%data% was made by somebody else: look what it is, and remove it"
exit /b 1

rem --- what is known of the guest and the disc ----------------------------------------------------------------------------

:guest
set "build=0"
set "version=0.0"
set "edition=client"
set "windows=HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
for /f "tokens=2,*" %%a in ('%system%\reg.exe query "%windows%" /v CurrentBuildNumber 2^>nul') do if "%%a"=="REG_SZ" set "build=%%b"
for /f "tokens=2,*" %%a in ('%system%\reg.exe query "%windows%" /v CurrentVersion 2^>nul') do if "%%a"=="REG_SZ" set "version=%%b"
for /f "tokens=2,*" %%a in ('%system%\reg.exe query "HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions" /v ProductType 2^>nul') do if "%%a"=="REG_SZ" if not "%%b"=="WinNT" set "edition=server"
if %build% geq 10240 set "version=10.0"
set "arch=%PROCESSOR_ARCHITECTURE%"
if defined PROCESSOR_ARCHITEW6432 set "arch=%PROCESSOR_ARCHITEW6432%"
if /i "%arch%"=="AMD64" set "arch=x86_64"
if /i "%arch%"=="ARM64" set "arch=aarch64"
if defined givenarch set "arch=%givenarch%"
set "id="
if "%edition%"=="server" goto :serverId
if %build% geq 7600 set "id=win7"
if %build% geq 9200 set "id=win8"
if %build% geq 9600 set "id=win8.1"
if %build% geq 10240 set "id=win10"
if %build% geq 22000 set "id=win11"
exit /b 0
:serverId
if %build% geq 7600 set "id=win2k8r2"
if %build% geq 9200 set "id=win2k12"
if %build% geq 9600 set "id=win2k12r2"
if %build% geq 14393 set "id=win2k16"
if %build% geq 17763 set "id=win2k19"
if %build% geq 20348 set "id=win2k22"
if %build% geq 26100 set "id=win2k25"
exit /b 0

rem check PATH: sets sum to what SHA256SUMS says, which the file is
:check
set "sum="
if not exist "%sums%" goto :noSums
for /f "usebackq tokens=1,* delims= " %%a in ("%sums%") do if "%%b"=="%~1" set "sum=%%a"
if not defined sum goto :notListed
call :compare %sum% "%~1"
exit /b %errorlevel%
:noSums
call :die 22 "there is no guest-tools\SHA256SUMS beside setup.cmd"
exit /b 1
:notListed
call :die 22 "guest-tools/SHA256SUMS does not list %~1: the disc is damaged or was altered"
exit /b 1

rem compare SUM PATH
:compare
set "file=%~2"
set "file=%iso%%file:/=\%"
set "found="
if not exist "%file%" goto :noFile
rem The second line of what it says; Windows 7 parts its bytes by spaces.
for /f "skip=1 delims=" %%h in ('%system%\certutil.exe -hashfile "%file%" SHA256') do if not defined found set "found=%%h"
set "found=%found: =%"
if /i "%found%"=="%~1" exit /b 0
call :die 22 "%~2 is not what guest-tools/SHA256SUMS says: the disc is damaged or was altered"
exit /b 1
:noFile
call :die 22 "%~2 is missing: the disc is damaged"
exit /b 1

rem Everything of the components that are taken: what lies beside a file may be used by it.
:checkall
set "damaged=no"
for %%c in (%plan%) do call :checkcomponent %%c
if "%damaged%"=="yes" exit /b 1
exit /b 0
:checkcomponent
call :selected %~1
if "%isselected%"=="no" exit /b 0
call :of %~1
if "%kind%"=="-" exit /b 0
for /f "usebackq tokens=1,* delims= " %%a in ("%sums%") do call :checkbelow %%a "%%b" %~1
exit /b 0
:checkbelow
if "%damaged%"=="yes" exit /b 0
set "below=%~2"
call set "below=%%below:projects/%~3/=%%"
if "%below%"=="%~2" exit /b 0
call :compare %~1 "%~2"
if errorlevel 1 set "damaged=yes"
exit /b 0

:head
for /f "usebackq tokens=1-5 delims=%tab%" %%a in ("%table%") do if "%%a"=="install-table" call :headline "%%b" "%%c" "%%d" "%%e"
if not defined product goto :badTable
if "%schema%"=="2" exit /b 0
set "product="
call :die 20 "this disc has an install table of another kind; use the setup.cmd that lies on it"
exit /b 1
:headline
set "schema=%~1"
set "product=%~2"
set "release=%~3"
set "releaserank=%~4"
exit /b 0
:badTable
call :die 22 "guest-tools/install.tsv is damaged"
exit /b 1

rem row COMPONENT VERSION RANK STAGE REQUIRES KIND OS OTHERS PLATFORM BUILD EDITION ARCH OK RESTART REBOOT FILES ENTRY
:row
set "name=%~1"
set "isknown=no"
for %%c in (%plan%) do if "%%c"=="%name%" set "isknown=yes"
if "%isknown%"=="yes" goto :rowKnown
set "plan=%plan% %name%"
set "version_%name%=%~2"
set "rank_%name%=%~3"
set "stage_%name%=%~4"
set "requires_%name%=%~5"
set "kind_%name%=-"
set "ok_%name%=-"
set "restart_%name%=-"
set "reboot_%name%=-"
set "files_%name%=-"
:rowKnown
call :of %name%
if not "%kind%"=="-" exit /b 0
set "fits=yes"
if "%~6"=="-" exit /b 0
if "%~6"=="deb" exit /b 0
if "%~6"=="rpm" exit /b 0
rem What os-release has, no Windows has.
if not "%~8"=="---" exit /b 0
call :among "%~7" windows
call :among "%~9" "%id%"
set "kindhere=%~6"
shift
shift
shift
shift
shift
shift
shift
shift
shift
call :bounds "%~1"
call :among "%~2" %edition%
call :among "%~3" %arch%
if "%fits%"=="no" exit /b 0
set "kind_%name%=%kindhere%"
set "ok_%name%=,%~4,"
set "restart_%name%=,%~5,"
set "reboot_%name%=%~6"
set "files_%name%=%~7"
rem Switches are no arguments of a subroutine, which would be parted at each "=": they are read where they stand.
set "switches_%name%="
for /f "usebackq skip=2 tokens=1-24 delims=%tab%" %%a in ("%table%") do if "%%b%%h%%q"=="%name%%~8%~3" if not "%%r"=="-" set "switches_%name%= %%r"
exit /b 0

rem among LIST WORD: clears fits when the word is not among them
:among
if "%~1"=="-" exit /b 0
set "list=,%~1,"
if "%~2"=="" set "fits=no"
if "%~2"=="" exit /b 0
call set "without=%%list:,%~2,=%%"
if "%list%"=="%without%" set "fits=no"
exit /b 0

rem bounds BOUNDS: clears fits when the build is not within them
:bounds
if "%~1"=="-" exit /b 0
set "bounds=%~1"
:eachbound
set "bound="
for /f "tokens=1,* delims= " %%x in ("%bounds%") do call :onebound "%%x" "%%y"
if not defined bound exit /b 0
for /f "tokens=1 delims=<>=. " %%n in ("%bound%") do set "number=%%n"
set "sign=%bound:~0,2%"
if "%sign%"==">=" goto :atleast
if "%sign%"=="<=" goto :atmost
set "sign=%bound:~0,1%"
if "%sign%"==">" goto :above
if "%sign%"=="<" goto :below
if not %build% equ %number% set "fits=no"
goto :nextbound
:atleast
if %build% lss %number% set "fits=no"
goto :nextbound
:atmost
if %build% gtr %number% set "fits=no"
goto :nextbound
:above
if %build% leq %number% set "fits=no"
goto :nextbound
:below
if %build% geq %number% set "fits=no"
:nextbound
if defined bounds goto :eachbound
exit /b 0
:onebound
set "bound=%~1"
set "bounds=%~2"
exit /b 0

:known
set "lacking="
for %%o in (%only%) do call :knownone %%o
if not defined lacking exit /b 0
call :die 2 "there is no component '%lacking%' on this disc; see: setup.cmd list"
exit /b 1
:knownone
set "isknown=no"
for %%c in (%plan%) do if "%%c"=="%~1" set "isknown=yes"
if "%isknown%"=="no" set "lacking=%~1"
exit /b 0

rem selected NAME: sets isselected
:selected
set "isselected=yes"
if not defined only exit /b 0
call set "without=%%only:,%~1,=%%"
if "%only%"=="%without%" set "isselected=no"
exit /b 0

rem of NAME: what the disc has of it
:of
call set "kind=%%kind_%~1%%"
call set "componentversion=%%version_%~1%%"
call set "rank=%%rank_%~1%%"
call set "stage=%%stage_%~1%%"
call set "requires=%%requires_%~1%%"
call set "ok=%%ok_%~1%%"
call set "restart=%%restart_%~1%%"
call set "rebootrule=%%reboot_%~1%%"
call set "files=%%files_%~1%%"
if "%requires%"=="-" set "requires="
exit /b 0

:policy
set "denied=,"
set "onlythese="
set "denyall=no"
set "wrongline=no"
set "conf=%data%\guest-tools.conf"
if "%verb%"=="status" exit /b 0
if not exist "%conf%" exit /b 0
for /f "usebackq eol=# tokens=1,* delims==" %%k in ("%conf%") do call :policyline "%%k" "%%l"
if "%wrongline%"=="yes" goto :badPolicy
if "%verb%"=="list" exit /b 0
if "%denyall%"=="no" exit /b 0
call :die 24 "guest-tools.conf says that nothing is to be changed here"
exit /b 1
:badPolicy
call :die 24 "a line of guest-tools.conf is not understood, so nothing is changed"
exit /b 1
:policyline
set "key="
for /f "tokens=1" %%t in ("%~1") do set "key=%%t"
if not defined key exit /b 0
set "values="
for /f "tokens=1 delims=#" %%v in ("%~2") do set "values=%%v"
if "%key%"=="trust-publisher" exit /b 0
if not defined values set "wrongline=yes"
if "%key%"=="allow" goto :policyAllow
if "%key%"=="deny" goto :policyDeny
if "%key%"=="only" goto :policyOnly
set "wrongline=yes"
exit /b 0
:policyAllow
for %%v in (%values%) do if not "%%v"=="all" set "wrongline=yes"
exit /b 0
:policyDeny
for %%v in (%values%) do call :denyone %%v
exit /b 0
:denyone
if "%~1"=="all" set "denyall=yes"
set "denied=%denied%%~1,"
exit /b 0
:policyOnly
if not defined onlythese set "onlythese=,"
for %%v in (%values%) do call :onlyone %%v
exit /b 0
:onlyone
set "onlythese=%onlythese%%~1,"
exit /b 0

rem --- the state: a file for each component, which cmd can read, and state.json of them -----------------------------------

rem recall NAME: sets recorded, recordedrank, recordedkind, recordedstate, put
:recall
set "recorded="
set "recordedrank="
set "recordedkind="
set "recordedstate="
set "put="
if not exist "%data%\cmd\%~1.txt" exit /b 0
for /f "usebackq tokens=1,* delims==" %%k in ("%data%\cmd\%~1.txt") do set "%%k=%%l"
exit /b 0

rem keep NAME STATE: as the disc has it, with what newput has
:keep
if not exist "%data%\cmd\" mkdir "%data%\cmd"
call :now at
>"%data%\cmd\%~1.new" echo recorded=%componentversion%
>>"%data%\cmd\%~1.new" echo recordedrank=%rank%
>>"%data%\cmd\%~1.new" echo recordedkind=%kind%
>>"%data%\cmd\%~1.new" echo recordedstate=%~2
>>"%data%\cmd\%~1.new" echo recordedat=%at%
>>"%data%\cmd\%~1.new" echo recordedproduct=%product%
if defined newput >>"%data%\cmd\%~1.new" echo put=%newput%
move /y "%data%\cmd\%~1.new" "%data%\cmd\%~1.txt" >nul
call :writestate
exit /b 0

:forget
if exist "%data%\cmd\%~1.txt" del "%data%\cmd\%~1.txt"
call :writestate
exit /b 0

:keeprelease
if not exist "%data%\cmd\" mkdir "%data%\cmd"
>"%data%\cmd\release.json" echo {"product":"%product%","version":"%release%","rank":"%releaserank%","sha256":"%releasesum%"}
call :writestate
exit /b 0

:writestate
set "target=%state%.new"
set "pending="
>"%target%" echo {"schema":1,
>>"%target%" echo "releases":[
if exist "%data%\cmd\release.json" type "%data%\cmd\release.json" >>"%target%"
>>"%target%" echo ],
>>"%target%" echo "components":[
for /f "delims=" %%f in ('dir /b "%data%\cmd\*.txt" 2^>nul') do call :stateitem "%%~nf"
if defined pending call :writepending last
>>"%target%" echo ]}
move /y "%target%" "%state%" >nul
exit /b 0
:stateitem
if defined pending call :writepending more
set "pending=%~1"
exit /b 0
:writepending
set "put="
set "comma="
if "%~1"=="more" set "comma=,"
for /f "usebackq tokens=1,* delims==" %%k in ("%data%\cmd\%pending%.txt") do set "w%%k=%%l"
for /f "usebackq tokens=1,* delims==" %%k in ("%data%\cmd\%pending%.txt") do if "%%k"=="put" set "put=%%l"
set "items="
for %%p in (%put%) do call :stateput %%p
>>"%target%" echo {"name":"%pending%","version":"%wrecorded%","rank":"%wrecordedrank%","kind":"%wrecordedkind%","state":"%wrecordedstate%","at":"%wrecordedat%","product":"%wrecordedproduct%","put":[%items%],"before":[]}%comma%
exit /b 0
:stateput
if defined items set "items=%items%,"
set "items=%items%"%~1""
exit /b 0

rem --- components ---------------------------------------------------------------------------------------------------------

:component
set "name=%~1"
call :selected %name%
if "%isselected%"=="no" exit /b 0
call :of %name%
call :recall %name%
set "versionbefore=%recorded%"
set "native=null"
set "status="
set "reason="
set "asksreboot=no"
set "newput=%put%"
set "log=%data%\log\%name%.log"
call :do_%verb%
call :report
exit /b 0

rem forbidden: sets isforbidden
:forbidden
set "isforbidden=%denyall%"
call set "without=%%denied:,%name%,=%%"
if not "%denied%"=="%without%" set "isforbidden=yes"
if not defined onlythese exit /b 0
call set "without=%%onlythese:,%name%,=%%"
if "%onlythese%"=="%without%" set "isforbidden=yes"
exit /b 0

:do_list
set "status=not-applicable"
if "%kind%"=="-" exit /b 0
set "reason=%kind%"
call :forbidden
set "status=blocked"
if "%isforbidden%"=="yes" set "reason=%kind%, by the policy of this guest"
if "%isforbidden%"=="yes" exit /b 0
call :standing
if not defined recorded exit /b 0
if not "%status%"=="current" set "reason=%kind%, %recorded% is in place"
exit /b 0

rem As the state has it: a letter before the ranks, as cmd takes digits alone for numbers that they are too long for.
:standing
set "status=absent"
if not defined recorded exit /b 0
set "status=current"
if "r%recordedrank%" gtr "r%rank%" set "status=newer"
if "r%recordedrank%" lss "r%rank%" set "status=outdated"
exit /b 0

:do_status
set "status=not-applicable"
if "%kind%"=="-" exit /b 0
if "%kind%"=="exe" goto :needsExe
if "%kind%"=="script" goto :scriptStatus
call :standing
if "%status%"=="absent" exit /b 0
call :inplace
if "%isinplace%"=="no" set "status=absent"
if "%isinplace%"=="no" set "reason=it was put here and is gone"
if "%isinplace%"=="no" exit /b 0
if not "%status%"=="current" set "reason=%recorded% is in place"
exit /b 0
:needsExe
set "status=unsupported"
set "reason=it needs setup.exe, and that .NET Framework 4"
exit /b 0
:scriptStatus
call :script status
set "status=current"
if %native% neq 0 set "status=absent"
if %native% geq 126 set "status=unknown"
if "%status%"=="unknown" call :fail 1
exit /b 0

rem inplace: sets isinplace, when everything that was put here is still here
:inplace
set "isinplace=yes"
for %%p in (%put%) do call :inplaceone "%%~p"
exit /b 0
:inplaceone
if "%recordedkind%"=="inf" if not exist "%published%\%~1" set "isinplace=no"
if not "%recordedkind%"=="msi" exit /b 0
call :isinstalled "%~1"
if errorlevel 1 set "isinplace=no"
exit /b 0

:isinstalled
"%system%\reg.exe" query "%programs%\%~1" >nul 2>&1
if not errorlevel 1 exit /b 0
"%system%\reg.exe" query "%programs32%\%~1" >nul 2>&1
if not errorlevel 1 exit /b 0
exit /b 1

:do_install
set "status=not-applicable"
if "%kind%"=="-" exit /b 0
call :forbidden
set "status=blocked"
set "reason=by the policy of this guest"
if "%isforbidden%"=="yes" exit /b 0
set "status="
set "reason="
for %%r in (%requires%) do call :hindrance %%r
if defined status exit /b 0
if "%kind%"=="exe" goto :needsExe
call :standing
if "%status%"=="newer" set "reason=%recorded% is in place"
if "%status%"=="newer" exit /b 0
set "as=installed"
if "%status%"=="outdated" set "as=updated"
if not "%status%%recordedstate%"=="currentinstalled" goto :putin
set "isinplace=yes"
if "%kind%"=="script" call :script status
if "%kind%"=="script" if %native% neq 0 set "isinplace=no"
if not "%kind%"=="script" call :inplace
if "%isinplace%"=="yes" exit /b 0
:putin
set "status=%as%"
if "%dry%"=="no" goto :putinnow
if "%as%"=="installed" set "status=would-install"
if "%as%"=="updated" set "status=would-update"
exit /b 0
:putinnow
call :keep %name% pending
type nul >"%log%"
call :install_%kind%
set "iskept=yes"
if "%status%"=="failed" set "iskept=no"
if "%status%"=="skipped" set "iskept=no"
if "%status%"=="not-applicable" set "iskept=no"
if "%iskept%"=="yes" call :keep %name% installed
if "%iskept%"=="no" if not defined versionbefore if not defined newput call :forget %name%
exit /b 0

:hindrance
if defined status exit /b 0
call set "without=%%unwanted:,%~1,=%%"
if not "%unwanted%"=="%without%" set "status=blocked"
if not "%unwanted%"=="%without%" set "reason=requires %~1"
if defined status exit /b 0
call set "without=%%broken:,%~1,=%%"
if "%broken%"=="%without%" exit /b 0
set "status=blocked"
set "reason=requires %~1"
call :fail 21
exit /b 0

rem Windows Installer. cmd cannot ask it what is installed: what came is what is new in the list of programs.
:install_msi
set "file=%iso%%files:/=\%"
call :products "%data%\before.txt"
call set "switches=%%switches_%name%%%"
set "tries=0"
:msiagain
"%system%\msiexec.exe" /i "%file%" /qn /norestart /l*v "%log%.msi.log"%switches%
set "native=%errorlevel%"
set /a tries=tries+1
if %native% equ 1618 if %tries% lss 24 call :pause
if %native% equ 1618 if %tries% lss 24 goto :msiagain
call :judge
if "%status%"=="failed" exit /b 0
call :products "%data%\after.txt"
call :addnew
exit /b 0

rem products FILE: product codes that Windows Installer has installed, a line each
:products
type nul >"%~1"
for /f "delims=" %%p in ('%system%\reg.exe query "%programs%" 2^>nul') do call :product "%%~nxp" "%~1"
for /f "delims=" %%p in ('%system%\reg.exe query "%programs32%" 2^>nul') do call :product "%%~nxp" "%~1"
exit /b 0
:product
set "code=%~1"
if "%code:~0,1%"=="{" >>"%~2" echo %code%
exit /b 0

rem addnew: what after.txt has and before.txt has not is what was put in
:addnew
for /f "usebackq delims=" %%p in ("%data%\after.txt") do call :addone "%%p"
del "%data%\before.txt" "%data%\after.txt"
exit /b 0
:addone
set "isnew=yes"
for /f "usebackq delims=" %%q in ("%data%\before.txt") do if "%%q"=="%~1" set "isnew=no"
for %%q in (%newput%) do if "%%q"=="%~1" set "isnew=no"
if "%isnew%"=="yes" set "newput=%newput% %~1"
exit /b 0

rem judge: what native means by the codes of the component
:judge
call set "without=%%ok:,%native%,=%%"
if not "%ok%"=="%without%" exit /b 0
call set "without=%%restart:,%native%,=%%"
if not "%restart%"=="%without%" set "asksreboot=yes"
if not "%restart%"=="%without%" exit /b 0
set "status=failed"
set "reason=exit code %native%, see %log%"
if %native% equ 1618 set "reason=another installation is under way"
if %native% equ 1618 call :fail 23
if %native% neq 1618 call :fail 1
exit /b 0

rem Drivers: only those that Microsoft's hardware programme signed, as Windows asks about all others in a window.
:install_inf
set "rest=%files%"
:eachinf
for /f "tokens=1,* delims=|" %%x in ("%rest%") do call :oneinf "%%x" "%%y"
call :signed "%inf%"
if errorlevel 1 goto :unsigned
dir /b "%published%\oem*.inf" >"%data%\before.txt" 2>nul
"%system%\pnputil.exe" -i -a "%inf%" >>"%log%" 2>&1
set "native=%errorlevel%"
dir /b "%published%\oem*.inf" >"%data%\after.txt" 2>nul
call :addnew
call :judge
if "%status%"=="failed" exit /b 0
if defined rest goto :eachinf
exit /b 0
:oneinf
set "inf=%~1"
set "inf=%iso%%inf:/=\%"
set "rest=%~2"
exit /b 0
:unsigned
set "status=skipped"
set "reason=it is not signed by Microsoft's hardware programme, and Windows would ask about its publisher"
exit /b 0
rem A catalog beside it has the name of the publisher of Microsoft's programme; whether its signature holds Windows checks.
:signed
set "issigned=no"
for /f "delims=" %%c in ('dir /b "%~dp1*.cat" 2^>nul') do call :signedby "%~dp1%%c"
if "%issigned%"=="yes" exit /b 0
exit /b 1
:signedby
"%system%\find.exe" "Microsoft Windows Hardware Compatibility Publisher" "%~1" >nul 2>&1
if not errorlevel 1 set "issigned=yes"
exit /b 0

rem script ACTION: sets native
:script
set "file=%iso%%files:/=\%"
set "GT_ISO=%iso%"
set "GT_COMPONENT_DIR=%iso%projects\%name%"
set "GT_STATE=%data%\components\%name%"
set "GT_OS=windows"
set "GT_DISTRO=windows"
set "GT_VERSION=%version%.%build%"
set "GT_ARCH=%arch%"
set "GT_BEFORE=%recorded%"
set "scriptlog=nul"
if "%changes%"=="no" goto :scriptnow
if not exist "%GT_STATE%\" mkdir "%GT_STATE%"
set "scriptlog=%log%"
:scriptnow
pushd "%GT_COMPONENT_DIR%"
if /i "%file:~-4%"==".ps1" goto :powershell
call "%file%" %~1 <nul >>"%scriptlog%" 2>&1
set "native=%errorlevel%"
popd
exit /b 0
:powershell
"%system%\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%file%" %~1 <nul >>"%scriptlog%" 2>&1
set "native=%errorlevel%"
popd
exit /b 0

:install_script
set "action=install"
if "%as%"=="updated" set "action=update"
call :script %action%
call :scriptcode
exit /b 0
:scriptcode
if %native% equ 0 exit /b 0
if %native% equ 10 set "asksreboot=yes"
if %native% equ 10 exit /b 0
if %native% equ 11 set "status=current"
if %native% equ 11 exit /b 0
if %native% equ 20 set "status=not-applicable"
if %native% equ 20 exit /b 0
set "status=failed"
set "reason=exit code %native%, see %log%"
set "code=1"
for %%c in (21 22 23) do if "%native%"=="%%c" set "code=%%c"
call :fail %code%
exit /b 0

:do_uninstall
set "status=absent"
if "%kind%"=="-" set "status=not-applicable"
if not defined recorded exit /b 0
call :forbidden
if "%isforbidden%"=="yes" goto :uninstallForbidden
call set "without=%%held:,%name%,=%%"
if not "%held%"=="%without%" goto :uninstallHeld
set "status=would-remove"
if "%dry%"=="yes" exit /b 0
set "status=removed"
type nul >"%log%"
if "%recordedkind%"=="script" goto :uninstallScript
for %%p in (%put%) do call :takeout "%%~p"
if "%status%"=="removed" call :forget %name%
if not "%status%"=="removed" call :hold
exit /b 0
:uninstallForbidden
set "status=blocked"
set "reason=by the policy of this guest"
call :hold
exit /b 0
:uninstallHeld
set "status=blocked"
set "reason=what requires it is still there"
call :fail 21
call :hold
exit /b 0
:uninstallScript
if not "%kind%"=="script" goto :noScript
call :script uninstall
call :scriptcode
if "%status%"=="failed" call :hold
if "%status%"=="failed" exit /b 0
set "status=removed"
if exist "%data%\components\%name%\" rmdir /s /q "%data%\components\%name%"
call :forget %name%
exit /b 0
:noScript
set "status=kept"
set "reason=no script of this disc takes it away; use the disc that it came from"
exit /b 0
:hold
for %%r in (%requires%) do call :holdone %%r
exit /b 0
:holdone
set "held=%held%%~1,"
exit /b 0

rem takeout PRODUCT-OR-DRIVER
:takeout
if not "%status%"=="removed" exit /b 0
set "tries=0"
:takeagain
if "%recordedkind%"=="inf" goto :takeinf
call :isinstalled "%~1"
if errorlevel 1 exit /b 0
"%system%\msiexec.exe" /x %~1 /qn /norestart /l*v "%log%.msi.log"
set "native=%errorlevel%"
goto :taken
:takeinf
if not exist "%published%\%~1" exit /b 0
set "force=-f "
rem A disk that Windows runs from does not survive the end of its driver.
if "%stage%"=="storage" set "force="
"%system%\pnputil.exe" %force%-d %~1 >>"%log%" 2>&1
set "native=%errorlevel%"
:taken
set /a tries=tries+1
if %native% equ 1618 if %tries% lss 24 call :pause
if %native% equ 1618 if %tries% lss 24 goto :takeagain
if %native% equ 3010 set "asksreboot=yes"
if %native% equ 1641 set "asksreboot=yes"
for %%c in (0 1605 3010 1641) do if "%native%"=="%%c" exit /b 0
set "status=kept"
set "reason=a disk of this guest is in use by it"
if "%stage%%recordedkind%"=="storageinf" exit /b 0
set "status=failed"
set "reason=exit code %native%, see %log%"
call :fail 1
exit /b 0

rem --- outcomes -----------------------------------------------------------------------------------------------------------

rem fail CODE: reasons that differ give 1
:fail
set "broken=%broken%%name%,"
if not "%failure%"=="0" if not "%failure%"=="%~1" set "failure=1"
if "%failure%"=="0" set "failure=%~1"
exit /b 0

:report
set "ischange=no"
for %%s in (installed updated removed would-install would-update would-remove) do if "%status%"=="%%s" set "ischange=yes"
if "%ischange%"=="yes" set /a done=done+1
for %%s in (current newer outdated kept absent) do if "%status%"=="%%s" set /a right=right+1
set "needsreboot=%asksreboot%"
if "%rebootrule%"=="always" set "needsreboot=yes"
if "%rebootrule%"=="never" set "needsreboot=no"
if "%ischange%%needsreboot%%dry%"=="yesyesno" set "reboot=yes"
if "%ischange%%needsreboot%%dry%"=="yesyesno" set "reason=reboot needed"
call set "without=%%broken:,%name%,=%%"
if "%status%"=="blocked" if "%broken%"=="%without%" call :countpolicy
if "%json%"=="no" call :say
call :recall %name%
set "told=%told% %name%"
set "told_version_%name%=%componentversion%"
set "told_before_%name%=%versionbefore%"
set "told_after_%name%=%recorded%"
set "told_status_%name%=%status%"
set "told_native_%name%=%native%"
set "told_reason_%name%=%reason%"
exit /b 0
:say
if defined reason goto :saywhy
echo %name% %componentversion%: %status%
exit /b 0
:saywhy
echo %name% %componentversion%: %status% (%reason%)
exit /b 0
:countpolicy
set /a policies=policies+1
set "unwanted=%unwanted%%name%,"
exit /b 0

rem die CODE SENTENCE
:die
set "exit=%~1"
set "message=%~2"
echo setup.cmd: %~2 1>&2
exit /b 1

rem --- the result ---------------------------------------------------------------------------------------------------------

rem document FILE: by another file and a rename
:document
call :lines >"%~1.new"
move /y "%~1.new" "%~1" >nul
exit /b 0

rem quoted TEXT: sets text to it as JSON, null for none
:quoted
set "text=%~1"
if not defined text set "text=null"
if "%text%"=="null" exit /b 0
set "text=%text:\=\\%"
set "text="%text%""
exit /b 0

:lines
set "isojson=null"
if defined releasesum if defined product set isojson={"product": "%product%", "version": "%release%", "release_sha256": "%releasesum%"}
set "rebootjson=false"
if "%reboot%"=="yes" set "rebootjson=true"
set "dryjson=false"
if "%dry%"=="yes" set "dryjson=true"
echo {
echo   "schema": 1,
echo   "run_id": "%run%",
echo   "installer": "setup.cmd",
echo   "iso": %isojson%,
call :quoted "%id%"
echo   "os": {"id": %text%, "system": "windows", "distro": "windows", "version": "%version%.%build%", "edition": "%edition%", "arch": "%arch%", "kernel": "%version%.%build%"},
echo   "secure_boot": null,
echo   "action": "%verb%",
echo   "dry_run": %dryjson%,
echo   "detached": false,
echo   "started": "%started%",
echo   "ended": "%ended%",
echo   "exit": %exit%,
echo   "reboot_required": %rebootjson%,
call :quoted "%message%"
echo   "message": %text%,
echo   "components": [
set "comma= "
for %%c in (%told%) do call :item %%c
echo   ]
echo }
exit /b 0
:item
call :expand told_before_%~1
set "beforejson=%text%"
call :expand told_after_%~1
set "afterjson=%text%"
call :expand told_reason_%~1
set "reasonjson=%text%"
call set "itemversion=%%told_version_%~1%%"
call set "itemstatus=%%told_status_%~1%%"
call set "itemnative=%%told_native_%~1%%"
echo    %comma%{"name": "%~1", "version": "%itemversion%", "version_before": %beforejson%, "version_after": %afterjson%, "status": "%itemstatus%", "native_exit": %itemnative%, "reason": %reasonjson%, "log_tail": null}
set "comma=,"
exit /b 0
rem expand NAME: sets text to the variable of the name, as JSON
:expand
set "value="
call set "value=%%%~1%%"
if "%value%"=="%%%~1%%" set "value="
call :quoted "%value%"
exit /b 0

rem --- small things -------------------------------------------------------------------------------------------------------

rem now NAME: the time, in UTC
:now
set "Second="
for /f "tokens=1,2 delims==" %%a in ('%system%\wbem\wmic.exe path win32_utctime get /value 2^>nul') do call :timepart "%%a" "%%b"
if not defined Second goto :notime
set "%~1=%Year:~-4%-%Month:~-2%-%Day:~-2%T%Hour:~-2%:%Minute:~-2%:%Second:~-2%Z"
exit /b 0
:notime
set "%~1=1970-01-01T00:00:00Z"
exit /b 0
:timepart
for /f "tokens=1" %%v in ("%~2") do set "%~1=0%%v"
exit /b 0

:newrun
set "run="
for /l %%i in (1,1,8) do call :runpart
exit /b 0
:runpart
set /a part=%random% %% 10000 + 10000
set "run=%run%%part:~1%"
exit /b 0

:pause
"%system%\ping.exe" -n 6 127.0.0.1 >nul
exit /b 0
